export * from "./component_table.ts";
export * from "./components.ts";
export { contourArea } from "../imaging/contour_area.ts";
export { type Contour, findContours } from "../imaging/find_contours.ts";
export { discElement, type Element, squareElement } from "./element.ts";
export { type EdgeSides, fillEdge, type FillEdgeOptions } from "./fill_edge.ts";
export { fillContours } from "./fill_contours.ts";
export { fillHoles } from "./fill_holes.ts";
export * from "./hysteresis.ts";
export * from "./keep_largest.ts";
export {
  closing,
  dilate,
  erode,
  type ErodeOptions,
  opening,
} from "./morphology.ts";
export { removeSmall } from "./remove_small.ts";
export * from "./remove_small_classes.ts";
export { thresholdMap } from "./threshold_map.ts";
export { type Connectivity } from "./runs.ts";
export * from "./split_touching.ts";
export { squaredDistances } from "./squared_distances.ts";
export * from "./cascade.ts";
export type { CascadeStage } from "./select_objects.ts";
export {
  classScore,
  emptyBelowScore,
  multiplyClassScore,
} from "./class_score.ts";
export {
  triplet,
  type TripletOptions,
  type TwoThresholds,
  twoThresholds,
} from "./triplet.ts";
export * from "./uw_madison.ts";
export * from "./apply_steps.ts";
