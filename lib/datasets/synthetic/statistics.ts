import {
  boxSideQuantiles,
  objectCounts,
  ratioQuantiles,
} from "./reference_statistics.ts";

/** Three figures that describe a set of labels, each a list of values in no particular order. */
export interface LabelDistributions {
  /** Objects an image, one value an image. */
  readonly objects: readonly number[];
  /** Labelled share of the image in [0, 1], one value an image. */
  readonly ratio: readonly number[];
  /** Side of an object's box, square root of width times height, pixels of a 1716x942 image, one value an object. */
  readonly boxSide: readonly number[];
}

/**
 * The real labels of the AI CUP 2022 STAS competition (1,038 images, 2,770 objects): objects an image in full, ratio
 * and box side as 201 equally spaced quantiles, which stand for the sample in histograms and distances.
 *
 * @example
 * ```ts
 * import { referenceStatistics } from "./statistics.ts";
 *
 * if (referenceStatistics.objects.length !== 1038) throw new Error();
 * if (referenceStatistics.ratio.length !== 201) throw new Error();
 * ```
 */
export const referenceStatistics: LabelDistributions = {
  objects: objectCounts.flatMap((count, n) => Array<number>(count).fill(n)),
  ratio: ratioQuantiles,
  boxSide: boxSideQuantiles,
};

/**
 * How far two samples lie apart: the two-sample Kolmogorov-Smirnov statistic, the largest gap between their cumulative
 * distributions. It does not change with the scale of the values (log or linear axis).
 *
 * @param a One sample; at least one finite value.
 * @param b The other.
 * @returns 0 (same distribution) to 1 (no overlap).
 * @throws {RangeError} Where a sample is empty or holds a value that is not a finite number.
 *
 * @example
 * ```ts
 * import { distributionDistance } from "./statistics.ts";
 *
 * if (distributionDistance([1, 2, 3], [3, 1, 2]) !== 0) throw new Error();
 * if (distributionDistance([1, 2], [2, 3]) !== 0.5) throw new Error();
 * if (distributionDistance([1, 2], [5]) !== 1) throw new Error();
 * ```
 */
export function distributionDistance(
  a: readonly number[],
  b: readonly number[],
): number {
  const [x, y] = [sorted(a), sorted(b)];
  let [i, j, largest] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i]! === value) i++;
    while (j < y.length && y[j]! === value) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}

function sorted(values: readonly number[]): Float64Array {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot compare distributions: samples must be finite numbers, at least one, current sample is [${
        values.slice(0, 8)
      }]`,
    );
  }
  return Float64Array.from(values).sort();
}
