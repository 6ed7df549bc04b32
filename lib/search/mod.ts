export * from "./choose_point.ts";
export { type FoldedImage, type SearchGain } from "./cross_validate.ts";
export { type CurvePoints, type DiceCurve, thinCurve } from "./dice_curve.ts";
export * from "./score_image.ts";
export * from "./search_threshold.ts";
