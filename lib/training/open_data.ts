import {
  type LoadSample,
  openLoader,
  PreparedSamples,
  SampleCache,
  WorkerPool,
} from "./loader/mod.ts";
import type { TrainFoldOptions } from "./train_fold_options.ts";

/** What gives the training its batches and its validation images. */
export function openData(options: TrainFoldOptions, opened: DisposableStack) {
  const { recipe, seed, loading, workers = 1 } = options;
  const { input } = recipe;
  const pool = workers > 0
    ? opened.adopt(new WorkerPool(workers), (pool) => pool.close())
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
