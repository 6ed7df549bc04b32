/** Networks as tfjs's `LayersModel`. */
export { registerLayers } from "./layer_classes.ts";
export * from "./load_layers_model.ts";
export * from "./model_folder.ts";
export type { NetworkConfig } from "./network_config.ts";
export * from "./to_layers_model.ts";
