/** From a trained network and an image to a probability map. */
export * from "./load_model.ts";
export * from "./network_image.ts";
export * from "./normalise.ts";
export * from "./predict.ts";
export * from "./shrink_mask.ts";
