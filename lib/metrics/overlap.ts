import { InputError } from "../core/mod.ts";
import type { Confusion } from "./confusion.ts";
import { type EmptyPolicy, emptyScore } from "./empty_policy.ts";

/** `part / whole`, and where that is 0/0 what the policy says of masks without foreground. */
function share(
  counts: Confusion,
  part: number,
  whole: number,
  policy: EmptyPolicy,
): number {
  if (whole > 0) return part / whole;
  const { truePositive, falsePositive, falseNegative } = counts;
  return emptyScore(policy, truePositive + falsePositive + falseNegative === 0);
}

/**
 * Dice coefficient, 2 TP / (2 TP + FP + FN); the F1 score of the pixels.
 *
 * Source: Dice, "Measures of the amount of ecologic association between species", 1945.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What two empty masks score. @default {"siim"}
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
  policy: EmptyPolicy = "siim",
): number {
  const twice = 2 * counts.truePositive;
  const whole = twice + counts.falsePositive + counts.falseNegative;
  return share(counts, twice, whole, policy);
}

/**
 * Intersection over union (Jaccard index), TP / (TP + FP + FN).
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What two empty masks score. @default {"siim"}
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
  policy: EmptyPolicy = "siim",
): number {
  const { truePositive, falsePositive, falseNegative } = counts;
  const whole = truePositive + falsePositive + falseNegative;
  return share(counts, truePositive, whole, policy);
}

/**
 * Precision, TP / (TP + FP): how much of the prediction is right.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What an empty prediction scores. @default {"siim"}
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
  policy: EmptyPolicy = "siim",
): number {
  const { truePositive, falsePositive } = counts;
  return share(counts, truePositive, truePositive + falsePositive, policy);
}

/**
 * Recall (sensitivity), TP / (TP + FN): how much of the truth was found.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What an empty truth scores. @default {"siim"}
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
  policy: EmptyPolicy = "siim",
): number {
  const { truePositive, falseNegative } = counts;
  return share(counts, truePositive, truePositive + falseNegative, policy);
}

/**
 * Specificity, TN / (TN + FP): how much of the background was left alone. It is the recall of the background, and the
 * policy is asked about the background: 0/0 is where the truth is foreground everywhere.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What a truth without background scores. @default {"siim"}
 * @returns In [0, 1], or NaN as the policy says.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { specificity } from "./overlap.ts";
 *
 * if (specificity(confusionFromAreas(1, 3, 1, 9)) !== 0.75) throw new Error();
 * ```
 */
export function specificity(
  counts: Confusion,
  policy: EmptyPolicy = "siim",
): number {
  const { truePositive, falsePositive, falseNegative, trueNegative } = counts;
  return recall({
    truePositive: trueNegative,
    falsePositive: falseNegative,
    falseNegative: falsePositive,
    trueNegative: truePositive,
  }, policy);
}

/**
 * F-beta, (1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP): the harmonic mean of precision and recall in which recall
 * weighs `beta` times as much. With 1 it is {@linkcode dice}.
 *
 * Source: van Rijsbergen, "Information retrieval", 1979.
 *
 * @param counts From {@linkcode confusion}.
 * @param beta 0 or more; 2 is common where a miss is worse than a false alarm.
 * @param policy What two empty masks score. @default {"siim"}
 * @returns In [0, 1], or NaN as the policy says.
 * @throws {InputError} Where `beta` is negative or not finite.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { fBeta } from "./overlap.ts";
 *
 * if (fBeta(confusionFromAreas(1, 1, 2, 9), 2) !== 5 / 9) throw new Error();
 * ```
 */
export function fBeta(
  counts: Confusion,
  beta: number,
  policy: EmptyPolicy = "siim",
): number {
  if (!(beta >= 0 && Number.isFinite(beta))) {
    throw new InputError(
      `Cannot compute F-beta: beta must be 0 or more, current value is ${beta}`,
    );
  }
  const square = beta * beta;
  const part = (1 + square) * counts.truePositive;
  const whole = part + square * counts.falseNegative + counts.falsePositive;
  return share(counts, part, whole, policy);
}

/**
 * Accuracy, (TP + TN) / all: flattering where the foreground is small, for an empty prediction is nearly all right.
 *
 * @param counts From {@linkcode confusion}.
 * @param policy What an image scores of which every pixel is ignored. @default {"siim"}
 * @returns In [0, 1], or NaN as the policy says.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { accuracy } from "./overlap.ts";
 *
 * if (accuracy(confusionFromAreas(1, 2, 2, 8)) !== 0.75) throw new Error();
 * ```
 */
export function accuracy(
  counts: Confusion,
  policy: EmptyPolicy = "siim",
): number {
  const { truePositive, falsePositive, falseNegative, trueNegative } = counts;
  const right = truePositive + trueNegative;
  return share(counts, right, right + falsePositive + falseNegative, policy);
}
