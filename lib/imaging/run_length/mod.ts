export { type CocoRuns, decodeCoco, encodeCoco } from "./coco_runs.ts";
export {
  decodeMask,
  encodeMask,
  type MaskRuns,
  type PixelOrder,
} from "./mask_runs.ts";
export * from "./run_text.ts";
