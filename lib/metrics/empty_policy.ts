/**
 * What a metric is where its formula reads 0/0: for Dice and IoU where prediction and truth are both empty, for
 * precision where the prediction is, for recall where the truth is, for distances between surfaces where neither has
 * one. What 0/0 does not decide is not touched: a Dice with one empty mask is 0 under every policy.
 *
 * - `siim`: 1 where prediction and truth are both empty, 0 where exactly one of them is. The rule of SIIM-ACR 2019.
 * - `emptyIsOne`: always 1, as segmentation_models.pytorch's `zero_division=1`. It parts from `siim` where one side is
 *   empty: an empty prediction has then a precision of 1.
 * - `emptyIsNaN`: NaN, and means leave the image out. MONAI's rule, and that of the scorer of UW-Madison 2022.
 */
export type EmptyPolicy = "siim" | "emptyIsOne" | "emptyIsNaN";

/** Every policy, for whoever reads one from a file. */
export const emptyPolicies = [
  "siim",
  "emptyIsOne",
  "emptyIsNaN",
] as const satisfies readonly EmptyPolicy[];

/**
 * The score that stands for 0/0.
 *
 * @param policy Which rule.
 * @param bothEmpty Whether prediction and truth both lack what the score is about.
 * @returns 0, 1 or NaN.
 *
 * @example
 * ```ts
 * import { emptyScore } from "./empty_policy.ts";
 *
 * if (emptyScore("siim", true) !== 1 || emptyScore("siim", false) !== 0) throw new Error();
 * if (emptyScore("emptyIsOne", false) !== 1) throw new Error();
 * ```
 */
export function emptyScore(policy: EmptyPolicy, bothEmpty: boolean): number {
  if (policy === "emptyIsNaN") return NaN;
  return policy === "emptyIsOne" || bothEmpty ? 1 : 0;
}
