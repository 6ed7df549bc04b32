/** How the learning rate moves. */
export * from "./cosine.ts";
export * from "./cosine_restarts.ts";
export * from "./exponential.ts";
export * from "./learning_rate.ts";
export * from "./multi_step.ts";
export * from "./one_cycle.ts";
export * from "./plateau.ts";
export * from "./polynomial.ts";
export * from "./step.ts";
export * from "./warm_up.ts";
