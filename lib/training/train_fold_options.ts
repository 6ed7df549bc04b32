import type { SampleRecord } from "../datasets/dataset.ts";
import type { LoadSpec } from "../datasets/load_sample.ts";
import type { Recipe } from "../recipes/mod.ts";
import type { LoadSample, SampleCache } from "./loader/mod.ts";

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
