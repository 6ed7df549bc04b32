export { type CocoRuns, decodeCoco, encodeCoco } from "./coco_runs.ts";
export { decodeMask, encodeMask, type MaskRuns } from "./mask_runs.ts";
export type { PixelOrder } from "./mask_bits.ts";
export * from "./run_text.ts";
