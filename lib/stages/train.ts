import type { Dataset } from "../datasets/mod.ts";
import { type Folds, trainingIds } from "../folds/mod.ts";
import type { Run } from "../run/mod.ts";
import { SampleCache, trainFold, type TrainingEvent } from "../training/mod.ts";
import { predictOutOfFold } from "./out_of_fold.ts";
import { recordsOf, type Survey } from "./survey.ts";

/** What the training of all folds tells of itself: the fold's own events, and the prediction of its images. */
export type RunTrainingEvent =
  & { readonly fold: number }
  & (TrainingEvent | { readonly type: "predicted"; readonly images: number });

/**
 * Trains every fold in turn and predicts each fold's validation images with its own model. What an earlier call finished
 * is not done again; what it left half done goes on from its last checkpoint.
 *
 * @param options The run and what the earlier notebooks left; `signal` ends it within one step, with a checkpoint.
 * @returns Events as they happen, folds and epochs in order; a fold's last is "predicted".
 * @throws {InputError} Where the run was begun with another recipe, seed or data, an image cannot be read, or the loss is
 * not finite.
 * @throws {DOMException} The signal's reason, after the checkpoint is written.
 */
export async function* trainRun(options: {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly survey: Survey;
  readonly folds: Folds;
  readonly signal?: AbortSignal;
  /** Only these folds. @default {all} */
  readonly only?: readonly number[];
  /** Threads that read images and prepare batches. @default {1} */
  readonly workers?: number;
}): AsyncGenerator<RunTrainingEvent, void> {
  const { run, dataset, survey, folds, signal, workers } = options;
  const { recipe, seed } = run.config;
  // Every fold needs nearly every image: each is decoded and shrunk once.
  const cache = new SampleCache(recipe.input);
  const load: Dataset["load"] = (record) => dataset.load(record);
  for (const fold of options.only ?? folds.folds.keys()) {
    const validation = recordsOf(dataset.labelled, folds.folds[fold] ?? []);
    const events = trainFold({
      folder: run.folder.fold(fold),
      recipe,
      fold,
      seed,
      training: recordsOf(dataset.labelled, trainingIds(folds, fold)),
      validation,
      load,
      cache,
      ...(dataset.loading ? { loading: dataset.loading } : {}),
      ...(workers === undefined ? {} : { workers }),
      dataFingerprint: survey.fingerprint,
      ...(signal ? { signal } : {}),
    });
    for await (const event of events) {
      yield { fold, ...event };
      if (event.type === "interrupted") signal?.throwIfAborted();
    }
    await predictOutOfFold({
      run,
      load: (record) => cache.get(record, load),
      data: survey.fingerprint,
      fold,
      validation,
      ...(signal ? { signal } : {}),
    });
    yield { fold, type: "predicted", images: validation.length };
  }
}
