/** Averages of weights. */
export * from "./average_checkpoints.ts";
export * from "./exponential_average.ts";
export * from "./stochastic_average.ts";
export type {
  AveragedVariables,
  AverageOptions,
  WeightAverage,
} from "./weight_average.ts";
