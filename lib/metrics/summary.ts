import { type Confusion, poolConfusions } from "./confusion.ts";
import type { EmptyPolicy } from "./empty_policy.ts";
import { dice, iou, precision, recall } from "./overlap.ts";
import { meanScore } from "./score_summary.ts";

/**
 * Mean over images of each image's Dice: the score of the AI CUP (STAS), and, with the policy of its name, of SIIM-ACR.
 * Relates to {@linkcode globalDice}: here a small object weighs as much as a large one. For several classes see
 * {@linkcode classMeans}; for the number of images left out {@linkcode summarizeScores}.
 *
 * @param counts One an image.
 * @param policy What an image scores where prediction and truth are empty. @default {"siim"}
 * @returns In [0, 1]; NaN where no image has a score.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { meanDice } from "./summary.ts";
 *
 * const [right, wrong] = [confusionFromAreas(2, 2, 2, 9), confusionFromAreas(0, 2, 2, 9)];
 * if (meanDice([right, wrong]) !== 0.5) throw new Error();
 * ```
 */
export function meanDice(
  counts: readonly Confusion[],
  policy: EmptyPolicy = "siim",
): number {
  return meanScore(counts.map((count) => dice(count, policy)));
}

/**
 * Dice over the pixels of all images together.
 *
 * @param counts One an image.
 * @param policy What is scored where all images are empty. @default {"siim"}
 * @returns In [0, 1], or NaN as the policy says.
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { globalDice } from "./summary.ts";
 *
 * const [large, small] = [confusionFromAreas(8, 8, 8, 9), confusionFromAreas(0, 1, 1, 9)];
 * if (globalDice([large, small]) !== 16 / 18) throw new Error();
 * ```
 */
export function globalDice(
  counts: readonly Confusion[],
  policy: EmptyPolicy = "siim",
): number {
  return dice(poolConfusions(counts), policy);
}

/** One image's scores. */
export interface ImageScore extends Confusion {
  /** The image. */
  readonly id: string;
  /** See {@linkcode dice}. */
  readonly dice: number;
  /** See {@linkcode iou}. */
  readonly iou: number;
  /** See {@linkcode precision}. */
  readonly precision: number;
  /** See {@linkcode recall}. */
  readonly recall: number;
}

/**
 * The table of all scores, one row an image in the order given.
 *
 * @param images Id and counts of each image.
 * @param policy What empty masks score. @default {"siim"}
 *
 * @example
 * ```ts
 * import { confusionFromAreas } from "./confusion.ts";
 * import { imageTable } from "./summary.ts";
 *
 * const [row] = imageTable([{ id: "a", counts: confusionFromAreas(1, 2, 2, 9) }]);
 * if (row?.dice !== 0.5 || row.precision !== 0.5) throw new Error();
 * ```
 */
export function imageTable(
  images: Iterable<{ readonly id: string; readonly counts: Confusion }>,
  policy: EmptyPolicy = "siim",
): ImageScore[] {
  return Array.from(images, ({ id, counts }) => ({
    id,
    ...counts,
    dice: dice(counts, policy),
    iou: iou(counts, policy),
    precision: precision(counts, policy),
    recall: recall(counts, policy),
  }));
}
