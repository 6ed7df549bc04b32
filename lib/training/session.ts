import { InputError, randomSource } from "../core/mod.ts";
import type { Sample, SampleRecord } from "../datasets/dataset.ts";
import { buildLoss, type Loss } from "../losses/mod.ts";
import { buildModel } from "../models/mod.ts";
import { buildOptimizer, learningRateAt } from "../optimizers/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import {
  type Progress,
  restoreLast,
  saveLast,
  type TrainingState,
} from "./checkpoint.ts";
import type { FoldFiles } from "./fold_files.ts";
import type { TrainingIdentity } from "./identity.ts";
import { type Loader, openLoader, PreparedSamples } from "./loader/mod.ts";
import { paceOf, TimingLog } from "./timing_log.ts";
import { TrainingLog } from "./training_log.ts";

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
  readonly load: (record: SampleRecord) => Promise<Sample>;
  /** Fingerprint of the data set; a training is gone on with on the same data only. */
  readonly dataFingerprint: string;
  /** Stops the training after the step that runs, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Go on where an earlier call stopped; else what it left is deleted. @default {true} */
  readonly resume?: boolean;
  /** Threads that prepare batches; the result is the same bits. @default {1} */
  readonly workers?: number;
  /** Most bytes of pixels kept in memory, training and validation each. @default {1 GiB} */
  readonly cacheBytes?: number;
}

/** A training that is under way: what it works with and where it stands. */
export interface Session {
  readonly recipe: Recipe;
  readonly files: FoldFiles;
  readonly state: TrainingState & { readonly loss: Loss };
  readonly loader: Loader;
  readonly validation: PreparedSamples;
  readonly log: TrainingLog;
  readonly timing: TimingLog;
  readonly signal: AbortSignal | undefined;
  /** Steps of the whole training. */
  readonly steps: number;
  /** Where the training stands; moved on by its parts. */
  progress: Progress;
  /** Steps made by now, all epochs together. */
  stepsMade(): number;
  /** The rate of the step before which so many were made. */
  learningRate(stepsMade: number): number;
  /** Estimate of the seconds left after so many steps. */
  secondsLeft(stepsMade: number): number;
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
 * @throws {InputError} Where there are no images, or the checkpoint is broken or of another training.
 */
export async function openSession(
  options: TrainFoldOptions,
  files: FoldFiles,
  identity: TrainingIdentity,
): Promise<Session> {
  checkImages(options);
  const { recipe, seed, fold, load, workers = 1 } = options;
  const prepared = {
    load,
    input: recipe.input,
    cacheBytes: options.cacheBytes ?? 2 ** 30,
  };
  const samples = new PreparedSamples(options.training, prepared);
  const model = buildModel(recipe.model, {
    inputChannels: recipe.input.channels,
    seed: randomSource(seed, "model", fold).integer(2 ** 31),
  });
  const optimizer = buildOptimizer(recipe.optimizer, model.parameters);
  const loss = buildLoss(recipe.loss);
  const state = { model, loss, optimizer, identity };
  const loader = openLoader({ samples, recipe, seed, workers });
  const { stepsPerEpoch } = loader;
  const { epochs } = recipe.training;
  const steps = epochs * stepsPerEpoch;
  let log: TrainingLog | undefined;
  const close = () => {
    log?.close();
    loader.close();
    optimizer.dispose();
    model.dispose();
  };
  try {
    const progress = await restoreLast(files.last, state);
    const opened = log = await TrainingLog.open(files.log, progress.logBytes);
    const stepsMade = ({ epoch, stepsInEpoch }: Progress) =>
      (epoch - 1) * stepsPerEpoch + stepsInEpoch;
    const session: Session = {
      recipe,
      files,
      state,
      loader,
      validation: new PreparedSamples(options.validation, prepared),
      log: opened,
      timing: new TimingLog(files.timing),
      signal: options.signal,
      steps,
      progress,
      stepsMade: () => stepsMade(session.progress),
      learningRate: (made) =>
        learningRateAt(
          recipe.schedule,
          recipe.optimizer,
          made,
          stepsPerEpoch,
          epochs,
        ),
      secondsLeft: paceOf(stepsMade(progress), steps),
      async save() {
        await opened.sync();
        session.progress = { ...session.progress, logBytes: opened.bytes };
        await saveLast(files.last, state, session.progress);
      },
      close,
    };
    return session;
  } catch (error) {
    close();
    throw error;
  }
}
