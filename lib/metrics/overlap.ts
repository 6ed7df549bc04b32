import type { Confusion } from "./confusion.ts";

/**
 * What a score is where its formula reads 0/0.
 *
 * `emptyIsOne`: 1 where prediction and truth are both empty, 0 where exactly one of them is.
 * `emptyIsNaN`: NaN, and means leave the image out. Dice and IoU are 0/0 only where both are empty; precision where
 * the prediction is; recall where the truth is.
 */
export type EmptyPolicy = "emptyIsOne" | "emptyIsNaN";

function share(
  counts: Confusion,
  part: number,
  whole: number,
  policy: EmptyPolicy,
): number {
  if (whole > 0) return part / whole;
  if (policy === "emptyIsNaN") return NaN;
  const { truePositive, falsePositive, falseNegative } = counts;
  return truePositive + falsePositive + falseNegative === 0 ? 1 : 0;
}

/**
 * Dice coefficient, 2 TP / (2 TP + FP + FN); the F1 score of the pixels.
 *
 * Source: Dice, "Measures of the amount of ecologic association between species", 1945.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What two empty masks score. @default {"emptyIsOne"}
 * @returns In [0, 1], or NaN as the policy says.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { dice } from "./overlap.ts";
 *
 * if (dice(confusionFromAreas(1, 2, 2, 9)) !== 0.5) throw new Error();
 * if (dice(confusionFromAreas(0, 0, 0, 9)) !== 1) throw new Error();
 * ```
 */
export function dice(
  counts: Confusion,
  policy: EmptyPolicy = "emptyIsOne",
): number {
  const twice = 2 * counts.truePositive;
  const whole = twice + counts.falsePositive + counts.falseNegative;
  return share(counts, twice, whole, policy);
}

/**
 * Intersection over union (Jaccard index), TP / (TP + FP + FN).
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What two empty masks score. @default {"emptyIsOne"}
 * @returns In [0, 1], or NaN as the policy says.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { iou } from "./overlap.ts";
 *
 * if (iou(confusionFromAreas(1, 2, 3, 9)) !== 0.25) throw new Error();
 * ```
 */
export function iou(
  counts: Confusion,
  policy: EmptyPolicy = "emptyIsOne",
): number {
  const { truePositive, falsePositive, falseNegative } = counts;
  const whole = truePositive + falsePositive + falseNegative;
  return share(counts, truePositive, whole, policy);
}

/**
 * Precision, TP / (TP + FP): how much of the prediction is right.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What an empty prediction scores. @default {"emptyIsOne"}
 * @returns In [0, 1], or NaN as the policy says.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { precision } from "./overlap.ts";
 *
 * if (precision(confusionFromAreas(1, 2, 4, 9)) !== 0.5) throw new Error();
 * ```
 */
export function precision(
  counts: Confusion,
  policy: EmptyPolicy = "emptyIsOne",
): number {
  const { truePositive, falsePositive } = counts;
  return share(counts, truePositive, truePositive + falsePositive, policy);
}

/**
 * Recall (sensitivity), TP / (TP + FN): how much of the truth was found.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What an empty truth scores. @default {"emptyIsOne"}
 * @returns In [0, 1], or NaN as the policy says.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { recall } from "./overlap.ts";
 *
 * if (recall(confusionFromAreas(1, 2, 4, 9)) !== 0.25) throw new Error();
 * ```
 */
export function recall(
  counts: Confusion,
  policy: EmptyPolicy = "emptyIsOne",
): number {
  const { truePositive, falseNegative } = counts;
  return share(counts, truePositive, truePositive + falseNegative, policy);
}
