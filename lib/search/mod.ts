export * from "./average_precision.ts";
export * from "./bin_pixels.ts";
export { type TaskFunction } from "./call_task.ts";
export * from "./choose_jointly.ts";
export * from "./choose_point.ts";
export * from "./component_tree.ts";
export { type FoldedImage, type SearchGain } from "./cross_validate.ts";
export { type CurvePoints, type DiceCurve, thinCurve } from "./dice_curve.ts";
export * from "./figure_data.ts";
export * from "./grid_counts.ts";
export * from "./map_search.ts";
export * from "./pixel_score.ts";
export * from "./reliability.ts";
export * from "./score_cache.ts";
export * from "./score_image.ts";
export * from "./score_table.ts";
export {
  type AreaGrid,
  gridAxes,
  type GridAxis,
  gridPoint,
  gridSize,
  type HysteresisGrid,
  type SearchGrid,
  type TripletGrid,
} from "./search_grid.ts";
export * from "./search_maps.ts";
export * from "./search_settings.ts";
export * from "./search_threshold.ts";
export * from "./shake_up.ts";
export * from "./smooth_scores.ts";
export * from "./stored_map.ts";
export * from "./task_pool.ts";
export * from "./threshold_counts.ts";
