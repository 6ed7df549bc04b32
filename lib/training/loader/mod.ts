export * from "./build_batch.ts";
export * from "./epoch_order.ts";
export * from "./loader.ts";
export * from "./prepare_sample.ts";
export * from "./prepared_samples.ts";
