import { InputError, pathExists, randomSource } from "../core/mod.ts";
import type { SampleRecord } from "../datasets/dataset.ts";
import type { LoadSpec } from "../datasets/load_sample.ts";
import { buildLoss } from "../losses/mod.ts";
import { buildModel } from "../models/mod.ts";
import {
  buildOptimizer,
  learningRateAt,
  momentumAt,
  scaleLoss,
  snapshotSteps,
  trainableParameters,
} from "../optimizers/mod.ts";
import { auxiliaryFactorAt } from "../recipes/auxiliary_loss_recipe.ts";
import type { Recipe } from "../recipes/mod.ts";
import { loadEncoder } from "../weights/mod.ts";
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
import {
  type Loader,
  type LoadSample,
  openLoader,
  PreparedSamples,
  SampleCache,
  WorkerPool,
} from "./loader/mod.ts";
import { EventLog } from "./tensorboard/mod.ts";
import { paceOf, TimingLog } from "./timing_log.ts";
import { type Learner, openLearner } from "./train_step.ts";
import { TrainingLog } from "./training_log.ts";
import { openAverage } from "./weight_mean.ts";

/** What a fold's training is asked for. */
export interface TrainFoldOptions {
  /** Where its files go: `runFolder(...).fold(k)`; made where it is missing. See `foldFiles`. */
  readonly folder: string;
  /** The system. */
  readonly recipe: Recipe;
  /** Index of the fold. */
  readonly fold: number;
  /** The run's seed. */
  readonly seed: number;
  /** Images to train on, at least one. */
  readonly training: readonly SampleRecord[];
  /** Images to validate on, at least one. */
  readonly validation: readonly SampleRecord[];
  /** Reads one image and its label, as `Dataset.load`. */
  readonly load: LoadSample;
  /** `Dataset.loading`: how the workers read the same. Without it `load` reads, on this thread. */
  readonly loading?: LoadSpec;
  /** Fingerprint of the data set; a training is gone on with on the same data only. */
  readonly dataFingerprint: string;
  /** Stops the training after the step that runs, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Go on where an earlier call stopped; else what it left is deleted. @default {true} */
  readonly resume?: boolean;
  /** Threads that read images and prepare batches; the result is the same bits. @default {1} */
  readonly workers?: number;
  /** Most bytes of pixels kept in memory, where there is no `cache`. @default {1 GiB} */
  readonly cacheBytes?: number;
  /** Where images are kept; hand the same one to all folds. @default {one of this fold's own} */
  readonly cache?: SampleCache;
}

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

/** Calls what it was given, the last first, once. */
class Closing {
  readonly #calls: (() => void)[] = [];

  add<T>(value: T, close: (value: T) => void): T {
    this.#calls.push(() => close(value));
    return value;
  }

  close(): void {
    for (const call of this.#calls.splice(0).reverse()) call();
  }
}

/** Network, optimiser and mean of the weights, as they are before the first step. */
async function openState(
  { recipe, seed, fold }: TrainFoldOptions,
  identity: TrainingIdentity,
  initial: InitialWeights | undefined,
  closing: Closing,
): Promise<{ state: TrainingState; learner: Learner }> {
  const {
    batchSize,
    accumulate = 1,
    average: mean,
    precision,
    auxiliaryLoss,
  } = recipe.training;
  const model = closing.add(
    buildModel(recipe.model, {
      inputChannels: recipe.input.channels,
      seed: randomSource(seed, "model", fold).integer(2 ** 31),
    }),
    (model) => model.dispose(),
  );
  if (initial) await loadEncoder(model, initial.encoder, initial.path);
  const trained = trainableParameters(
    model.parameters,
    recipe.optimizer.groups ?? [],
  );
  const plain = buildOptimizer(recipe.optimizer, model.parameters);
  const optimizer = closing.add(
    precision === "float16" ? scaleLoss(plain, trained) : plain,
    (optimizer) => optimizer.dispose(),
  );
  const average = mean &&
    closing.add(openAverage(model, mean), (average) => average.dispose());
  const learner = closing.add(
    openLearner({
      model,
      loss: buildLoss(recipe.loss),
      optimizer,
      trained,
      seed: randomSource(seed, "draw", fold).integer(2 ** 31),
      ...(precision ? { precision } : {}),
      ...(auxiliaryLoss ? { auxiliaryLoss } : {}),
      ...(accumulate > 1 ? { portion: batchSize / accumulate } : {}),
      // The other kind is moved on at the ends of epochs.
      ...(average && mean.name === "ema" ? { average } : {}),
    }),
    (learner) => learner.dispose(),
  );
  const state = { model, optimizer, identity, ...(average ? { average } : {}) };
  return { state, learner };
}

/** What gives the training its batches and its validation images. */
function openData(options: TrainFoldOptions, closing: Closing) {
  const { recipe, seed, loading, workers = 1 } = options;
  const { input } = recipe;
  const pool = workers > 0
    ? closing.add(new WorkerPool(workers), (pool) => pool.close())
    : undefined;
  const load: LoadSample = pool && loading
    ? (record) => pool.run({ kind: "image", loading, record, input })
    : options.load;
  const cache = options.cache ?? new SampleCache(input, options.cacheBytes);
  const prepared = { load, input, cache };
  const samples = new PreparedSamples(options.training, prepared);
  return {
    loader: openLoader({
      samples,
      recipe,
      seed,
      workers: 0,
      ...(pool ? { pool } : {}),
    }),
    validation: new PreparedSamples(options.validation, prepared),
    ahead: pool ? pool.count : 0,
  };
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
  const closing = new Closing();
  try {
    const { state, learner } = await openState(
      options,
      identity,
      await pathExists(files.last) ? undefined : initial,
      closing,
    );
    const data = openData(options, closing);
    const progress = await restoreLast(files.last, state);
    const closeLog = (log: { close(): void }) => log.close();
    const log = closing.add(
      await TrainingLog.open(files.log, progress.logBytes),
      closeLog,
    );
    const board = closing.add(
      await EventLog.open(files.board, progress.boardBytes),
      closeLog,
    );
    const { stepsPerEpoch } = data.loader;
    const steps = epochs * stepsPerEpoch;
    const { schedule, optimizer } = recipe;
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
      stepsMade() {
        const { epoch, stepsInEpoch } = session.progress;
        return (epoch - 1) * stepsPerEpoch + stepsInEpoch;
      },
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
      secondsLeft: (made) => secondsLeft(made),
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
      close: () => closing.close(),
    };
    const secondsLeft = paceOf(session.stepsMade(), steps);
    return session;
  } catch (error) {
    closing.close();
    throw error;
  }
}
