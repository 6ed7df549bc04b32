/** Batch, group, instance and layer normalisation. */
export * from "./batch_norm_affine.ts";
export * from "./batch_norm_frozen.ts";
export * from "./batch_norm_state.ts";
export * from "./batch_norm_train.ts";
export * from "./group_norm.ts";
export * from "./instance_norm.ts";
export * from "./layer_norm.ts";
export * from "./norm_affine.ts";
