/** Affine and projective warps of images. */
export type { WarpFill } from "./sampling_plan.ts";
export * from "./warp.ts";
