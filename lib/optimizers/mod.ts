/** Optimisers, learning rate schedules, averages of weights. */
export * from "./adam.ts";
export * from "./averaging/mod.ts";
export * from "./build_optimizer.ts";
export * from "./clip_gradients.ts";
export * from "./gradient_accumulator.ts";
export * from "./loss_scale.ts";
export * from "./optimizer.ts";
export * from "./parameter_rules.ts";
export * from "./rmsprop.ts";
export * from "./schedules/mod.ts";
export * from "./sgd.ts";
