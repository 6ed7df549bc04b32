export * from "./build_batch.ts";
export * from "./epoch_order.ts";
export * from "./loader.ts";
export * from "./prepare_sample.ts";
export * from "./prepared_samples.ts";
export * from "./read_ahead.ts";
export { type LoadSample, SampleCache } from "./sample_cache.ts";
export { WorkerPool } from "./worker_pool.ts";
