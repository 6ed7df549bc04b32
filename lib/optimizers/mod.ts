/** Optimisers. */
export * from "./adamw.ts";
export * from "./build_optimizer.ts";
export * from "./optimizer.ts";
export * from "./sgd.ts";
