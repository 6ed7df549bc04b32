/** Resizing, shuffles, and making images fit. */
export * from "./fit_sides.ts";
export * from "./pixel_shuffle.ts";
export * from "./resize_bilinear.ts";
export * from "./resize_nearest.ts";
export type { ImageSize } from "./resize_shape.ts";
export * from "./upsample_nearest.ts";
