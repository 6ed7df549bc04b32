import { InputError, pathExists } from "../core/mod.ts";
import {
  learningRateAt,
  momentumAt,
  snapshotSteps,
} from "../optimizers/mod.ts";
import { auxiliaryFactorAt } from "../recipes/auxiliary_loss_recipe.ts";
import type { Recipe } from "../recipes/mod.ts";
import {
  hasMean,
  type Progress,
  restoreLast,
  saveLast,
  type TrainingState,
} from "./checkpoint.ts";
import type { FoldFiles } from "./fold_files.ts";
import type { TrainingIdentity } from "./identity.ts";
import type { InitialWeights } from "./initial_weights.ts";
import type { Loader, PreparedSamples } from "./loader/mod.ts";
import { openData } from "./open_data.ts";
import { openState } from "./open_state.ts";
import { EventLog } from "./tensorboard/mod.ts";
import { paceOf, TimingLog } from "./timing_log.ts";
import type { TrainFoldOptions } from "./train_fold_options.ts";
import type { Learner } from "./train_step.ts";
import { TrainingLog } from "./training_log.ts";

/** A training that is under way: what it works with and where it stands. */
export interface Session {
  readonly recipe: Recipe;
  readonly files: FoldFiles;
  readonly state: TrainingState;
  readonly learner: Learner;
  readonly loader: Loader;
  readonly validation: PreparedSamples;
  /** Images that are read before they are wanted. */
  readonly ahead: number;
  readonly log: TrainingLog;
  readonly board: EventLog;
  readonly timing: TimingLog;
  readonly signal: AbortSignal | undefined;
  /** Steps of the whole training. */
  readonly steps: number;
  /** Steps after which the weights are kept. */
  readonly snapshots: ReadonlySet<number>;
  /** Where the training stands; moved on by its parts. */
  progress: Progress;
  /** Steps made by now, all epochs together. */
  stepsMade(): number;
  /** The rate of the step before which so many were made. */
  learningRate(stepsMade: number): number;
  /** The momentum of that step, where the schedule moves it. */
  momentum(stepsMade: number): number | undefined;
  /** What the losses of deep supervision's coarser levels are multiplied with in this epoch, where they fade. */
  auxiliaryFactor(): number | undefined;
  /** Estimate of the seconds left after so many steps. */
  secondsLeft(stepsMade: number): number;
  /** Calls a function while the network has the weights that predict: their mean, where there is one. */
  withWeights<T>(call: () => Promise<T>): Promise<T>;
  /** Writes the checkpoint from which everything goes on. */
  save(): Promise<void>;
  /** Frees memory, threads and files. */
  close(): void;
}

function checkImages({ training, validation, fold }: TrainFoldOptions): void {
  const counts = { training, validation };
  for (const [name, records] of Object.entries(counts)) {
    if (records.length === 0) {
      throw new InputError(
        `Cannot train fold ${fold}: it must have ${name} images, there is none`,
        { remedy: "Ask for fewer folds, or add images." },
      );
    }
  }
}

/**
 * Opens a training: builds network, optimiser and loader, and puts back what the last checkpoint holds. Open a backend
 * first.
 *
 * @param initial The file from which the encoder starts; a training that goes on does not read it.
 * @throws {InputError} Where there are no images, the checkpoint is broken or of another training, or the file is of
 * another encoder.
 */
export async function openSession(
  options: TrainFoldOptions,
  files: FoldFiles,
  identity: TrainingIdentity,
  initial?: InitialWeights,
): Promise<Session> {
  checkImages(options);
  const { recipe } = options;
  const { epochs } = recipe.training;
  using opened = new DisposableStack();
  const { state, learner } = await openState(
    options,
    identity,
    await pathExists(files.last) ? undefined : initial,
    opened,
  );
  const data = openData(options, opened);
  const progress = await restoreLast(files.last, state);
  const closeLog = (log: { close(): void }) => log.close();
  const log = opened.adopt(
    await TrainingLog.open(files.log, progress.logBytes),
    closeLog,
  );
  const board = opened.adopt(
    await EventLog.open(files.board, progress.boardBytes),
    closeLog,
  );
  const { stepsPerEpoch } = data.loader;
  const steps = epochs * stepsPerEpoch;
  const { schedule, optimizer } = recipe;
  const stepsBefore = ({ epoch, stepsInEpoch }: Progress) =>
    (epoch - 1) * stepsPerEpoch + stepsInEpoch;
  const session: Session = {
    recipe,
    files,
    state,
    learner,
    ...data,
    log,
    board,
    timing: new TimingLog(files.timing),
    signal: options.signal,
    steps,
    snapshots: new Set(snapshotSteps(schedule, stepsPerEpoch, epochs)),
    progress,
    stepsMade: () => stepsBefore(session.progress),
    learningRate: (made) =>
      learningRateAt(
        schedule,
        optimizer,
        made,
        stepsPerEpoch,
        epochs,
        session.progress.plateau,
      ),
    momentum: (made) => momentumAt(schedule, made, stepsPerEpoch, epochs),
    auxiliaryFactor: () =>
      auxiliaryFactorAt(
        recipe.training.auxiliaryLoss,
        session.progress.epoch,
        epochs,
      ),
    secondsLeft: paceOf(stepsBefore(progress), steps),
    withWeights(call) {
      learner.readBack();
      const { average } = state;
      return average && hasMean(state) ? average.withAverages(call) : call();
    },
    async save() {
      learner.readBack();
      await log.sync();
      await board.sync();
      session.progress = {
        ...session.progress,
        logBytes: log.bytes,
        boardBytes: board.bytes,
      };
      await saveLast(files.last, state, session.progress);
    },
    close: () => closing.dispose(),
  };
  // From here on the session closes what was opened.
  const closing = opened.move();
  return session;
}
