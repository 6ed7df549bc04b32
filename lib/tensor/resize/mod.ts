/** Resizing, shuffles, and making images fit. */
export * from "./upsample_nearest.ts";
