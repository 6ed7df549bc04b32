import { InputError } from "../core/mod.ts";
import { type Confusion, poolConfusions } from "./confusion.ts";
import type { EmptyPolicy } from "./empty_policy.ts";
import {
  meanScore,
  type ScoreSummary,
  summarizeScores,
} from "./score_summary.ts";

/** A metric of pixel counts, such as {@linkcode dice}; for F-beta `(counts, policy) => fBeta(counts, 2, policy)`. */
export type CountMetric = (counts: Confusion, policy?: EmptyPolicy) => number;

/** The counts of each image, one a class, in one order of classes; from `classConfusions` or `labelConfusions`. */
export type ClassCounts = readonly (readonly Confusion[])[];

/** The counts of each class, one an image. */
function byClass(images: ClassCounts): Confusion[][] {
  const classes = images[0]?.length ?? 0;
  const odd = images.findIndex((counts) => counts.length !== classes);
  if (odd >= 0) {
    throw new InputError(
      `Cannot score classes: every image must have ${classes} classes, current value is ${
        images[odd]!.length
      } in image ${odd}`,
    );
  }
  return Array.from(
    { length: classes },
    (_, c) => images.map((counts) => counts[c]!),
  );
}

/**
 * Score of each class over the pixels of all images together.
 *
 * @param images Counts of each image, one a class.
 * @param metric Such as {@linkcode dice}.
 * @param policy What 0/0 is. @default {"siim"}
 * @throws {InputError} Where images differ in their number of classes.
 *
 * @example
 * ```ts
 * import { classScores } from "./class_scores.ts";
 * import { confusionFromAreas } from "./confusion.ts";
 * import { iou } from "./overlap.ts";
 *
 * const image = [confusionFromAreas(6, 6, 8, 10), confusionFromAreas(2, 4, 2, 10)];
 * if (classScores([image, image], iou).join() !== "0.75,0.5") throw new Error();
 * ```
 */
export function classScores(
  images: ClassCounts,
  metric: CountMetric,
  policy: EmptyPolicy = "siim",
): number[] {
  return byClass(images).map((counts) =>
    metric(poolConfusions(counts), policy)
  );
}

/**
 * Mean over images of each class's score, with the number of images that had none.
 *
 * @param images Counts of each image, one a class.
 * @param metric Such as {@linkcode dice}.
 * @param policy What an image without the class scores. @default {"siim"}
 * @throws {InputError} Where images differ in their number of classes.
 *
 * @example
 * ```ts
 * import { classMeans } from "./class_scores.ts";
 * import { confusionFromAreas } from "./confusion.ts";
 * import { dice } from "./overlap.ts";
 *
 * const images = [[confusionFromAreas(1, 2, 2, 9)], [confusionFromAreas(0, 0, 0, 9)]];
 * const [only] = classMeans(images, dice, "emptyIsNaN");
 * if (only?.mean !== 0.5 || only.skipped !== 1) throw new Error();
 * ```
 */
export function classMeans(
  images: ClassCounts,
  metric: CountMetric,
  policy: EmptyPolicy = "siim",
): ScoreSummary[] {
  return byClass(images).map((counts) =>
    summarizeScores(counts.map((count) => metric(count, policy)))
  );
}

/**
 * Over what one score is taken, named as in segmentation_models.pytorch.
 *
 * - `micro`: all pixels of all images and classes together.
 * - `macro`: each class over all images' pixels, then the mean of classes.
 * - `micro-imagewise`: each image over its classes' pixels, then the mean of images.
 * - `macro-imagewise`: each class in each image, then the mean of images, then of classes, so that a class that few
 *   images have weighs as much as any.
 */
export type Reduction =
  | "micro"
  | "macro"
  | "micro-imagewise"
  | "macro-imagewise";

/** What {@linkcode reduceScores} may be told. */
export interface ReduceOptions {
  /** Over what. */
  readonly reduction: Reduction;
  /** What 0/0 is. @default {"siim"} */
  readonly policy?: EmptyPolicy;
  /** The classes that count, for instance those without the background. @default {all} */
  readonly classes?: readonly number[];
}

/**
 * One score of many images and classes.
 *
 * @param images Counts of each image, one a class.
 * @param metric Such as {@linkcode dice}.
 * @returns The score as `mean`; `used` and `skipped` count what it was taken over (classes, images, or each class in
 * each image).
 * @throws {InputError} Where images differ in their number of classes, or there is no class of a number in `classes`.
 *
 * @example
 * ```ts
 * import { reduceScores } from "./class_scores.ts";
 * import { confusionFromAreas } from "./confusion.ts";
 * import { dice } from "./overlap.ts";
 *
 * const image = [confusionFromAreas(8, 8, 8, 10), confusionFromAreas(0, 1, 1, 10)];
 * if (reduceScores([image], dice, { reduction: "macro" }).mean !== 0.5) throw new Error();
 * if (reduceScores([image], dice, { reduction: "micro" }).mean !== 16 / 18) throw new Error();
 * ```
 */
export function reduceScores(
  images: ClassCounts,
  metric: CountMetric,
  { reduction, policy = "siim", classes }: ReduceOptions,
): ScoreSummary {
  const chosen = classes ? pick(images, classes) : images;
  const pooled = (counts: Iterable<Confusion>) =>
    metric(poolConfusions(counts), policy);
  switch (reduction) {
    case "micro":
      return summarizeScores([pooled(chosen.flat())]);
    case "macro":
      return summarizeScores(classScores(chosen, metric, policy));
    case "micro-imagewise":
      return summarizeScores(chosen.map(pooled));
    case "macro-imagewise": {
      const means = classMeans(chosen, metric, policy);
      return {
        mean: meanScore(means.map(({ mean }) => mean)),
        used: means.reduce((sum, { used }) => sum + used, 0),
        skipped: means.reduce((sum, { skipped }) => sum + skipped, 0),
      };
    }
  }
}

function pick(images: ClassCounts, classes: readonly number[]): Confusion[][] {
  return images.map((counts) =>
    classes.map((c) => {
      const count = counts[c];
      if (count) return count;
      throw new InputError(
        `Cannot score classes: each of classes must be below ${counts.length}, current value is ${c}`,
      );
    })
  );
}
