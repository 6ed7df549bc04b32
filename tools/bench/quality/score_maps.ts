import type { Mask, ProbabilityMap } from "../../../lib/core/mod.ts";
import {
  type Confusion,
  confusion,
  dice,
  poolConfusions,
} from "../../../lib/metrics/mod.ts";
import { thresholdMap } from "../../../lib/postprocess/mod.ts";

/** An image with the map that one side gave it, both of one size. */
export interface ScoredImage {
  readonly id: string;
  /** Fold that the image validates, from 0. */
  readonly fold: number;
  readonly map: ProbabilityMap;
  readonly truth: Mask;
}

/** How well one side's out-of-fold maps fit the labels. */
export interface QualityScore {
  /** Mean Dice of each image at threshold 0.5, a number a fold. */
  readonly folds: readonly number[];
  /** Dice of each image at threshold 0.5, in the order given. */
  readonly images: readonly number[];
  /** Mean over all images at threshold 0.5. */
  readonly mean: number;
  /** The threshold with the best mean over all images, and that mean. */
  readonly best: { readonly threshold: number; readonly mean: number };
  /** Dice of all pixels together at threshold 0.5. */
  readonly global: number;
}

const HALF = 0.5;
const TWENTIETHS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/**
 * Scores out-of-fold maps: Dice image by image, with nothing filled or removed. Two empty masks score 1.
 *
 * @param images One after the other; only their counts are kept.
 * @param thresholds Among which the best is looked for. @default {0.05, 0.1, ..., 0.95}
 *
 * @example
 * ```ts
 * import { scoreMaps } from "./score_maps.ts";
 *
 * const size = { width: 2, height: 1 };
 * const image = {
 *   id: "a",
 *   fold: 0,
 *   map: { data: new Float32Array([0.4, 0.1]), ...size },
 *   truth: { data: new Uint8Array([1, 0]), ...size },
 * };
 * const { mean, best } = await scoreMaps([image], [0.05, 0.2]);
 * if (mean !== 0 || best.threshold !== 0.2 || best.mean !== 1) throw new Error();
 * ```
 */
export async function scoreMaps(
  images: AsyncIterable<ScoredImage> | Iterable<ScoredImage>,
  thresholds: readonly number[] = TWENTIETHS,
): Promise<QualityScore> {
  const asked = [HALF, ...thresholds];
  const folds: number[] = [];
  // Counts of each threshold, image by image.
  const counts: Confusion[][] = asked.map(() => []);
  for await (const { fold, map, truth } of images) {
    folds.push(fold);
    asked.forEach((threshold, t) =>
      counts[t]!.push(confusion(thresholdMap(map, threshold), truth))
    );
  }
  const scores = counts.map((list) => list.map((one) => dice(one)));
  const [atHalf = [], ...others] = scores;
  const means = others.map(mean);
  const bestAt = means.indexOf(Math.max(...means));
  return {
    folds: [...new Set(folds)].sort((a, b) => a - b)
      .map((fold) => mean(atHalf.filter((_, i) => folds[i] === fold))),
    images: atHalf,
    mean: mean(atHalf),
    best: { threshold: thresholds[bestAt]!, mean: means[bestAt]! },
    global: dice(poolConfusions(counts[0]!)),
  };
}

/** The plain mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of a sample (n - 1 below). */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.map((value) => (value - centre) ** 2);
  return Math.sqrt(mean(squares) * values.length / (values.length - 1));
}
