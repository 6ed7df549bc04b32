export * from "./average_precision.ts";
export * from "./axis_steps.ts";
export * from "./bin_pixels.ts";
export { type TaskFunction } from "./call_task.ts";
export * from "./choose_jointly.ts";
export * from "./component_tree.ts";
export * from "./figure_data.ts";
export { chooseByFold, type FoldChoices, scoreByFold } from "./fold_choices.ts";
export * from "./grid_counts.ts";
export * from "./map_gain.ts";
export * from "./map_search.ts";
export * from "./near_best.ts";
export * from "./pixel_curves.ts";
export * from "./pixel_score.ts";
export * from "./reliability.ts";
export * from "./score_cache.ts";
export * from "./score_steps.ts";
export * from "./score_steps_on_maps.ts";
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
export * from "./search_jointly.ts";
export * from "./search_maps.ts";
export * from "./search_settings.ts";
export * from "./setting_search.ts";
export * from "./shake_up.ts";
export * from "./smooth_scores.ts";
export * from "./stored_map.ts";
export * from "./task_pool.ts";
export * from "./threshold_counts.ts";
export * from "./threshold_curve.ts";
export type { ComponentTree } from "./tree_nodes.ts";
