export * from "./components.ts";
export * from "./fill_holes.ts";
export * from "./postprocess.ts";
export * from "./remove_small.ts";
export { thresholdMap } from "./threshold_map.ts";
export { type Connectivity } from "./runs.ts";
