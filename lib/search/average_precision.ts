/** Pixels above each threshold: `thresholdCounts` of an image, or the sums of several images' counts. */
export interface PixelsAbove {
  /** Rising. */
  readonly thresholds: ArrayLike<number>;
  /** Pixels above each. */
  readonly predicted: ArrayLike<number>;
  /** Those of them that are foreground in the truth. */
  readonly both: ArrayLike<number>;
  /** Foreground pixels of the truth. */
  readonly labelled: number;
  /** All pixels. */
  readonly pixels: number;
}

/** Precision and recall over the thresholds, as `sklearn.metrics.precision_recall_curve` gives them. */
export interface PrecisionRecall {
  /** Rising. Pixels at or above a threshold are foreground. */
  readonly thresholds: Float32Array;
  /** One a threshold, and at the end 1. */
  readonly precision: Float64Array;
  /** One a threshold, and at the end 0. */
  readonly recall: Float64Array;
}

/** Thresholds at which any pixel lies, with the pixels at or above each. */
function* pixelsFrom(
  { thresholds, predicted, both, labelled, pixels }: PixelsAbove,
): Generator<readonly [threshold: number, predicted: number, both: number]> {
  for (let k = 0; k < thresholds.length; k++) {
    const from = k === 0 ? pixels : predicted[k - 1]!;
    if (from === predicted[k]) continue;
    yield [thresholds[k]!, from, k === 0 ? labelled : both[k - 1]!];
  }
}

/**
 * Precision and recall at every threshold that occurs.
 *
 * @param counts From `thresholdCounts`.
 * @returns Recall is NaN where the truth is empty.
 *
 * @example
 * ```ts
 * import { precisionRecall } from "./average_precision.ts";
 * import { thresholdCounts } from "./threshold_counts.ts";
 *
 * const map = { data: Float32Array.of(.25, .5, .75), width: 3, height: 1 };
 * const truth = { data: Uint8Array.of(0, 1, 1), width: 3, height: 1 };
 * const { recall, precision } = precisionRecall(thresholdCounts(map, truth));
 * if (recall.join() !== "1,1,0.5,0" || precision[1] !== 1) throw new Error();
 * ```
 */
export function precisionRecall(counts: PixelsAbove): PrecisionRecall {
  const points = [...pixelsFrom(counts)];
  const { labelled } = counts;
  return {
    thresholds: Float32Array.from(points, ([threshold]) => threshold),
    precision: Float64Array.from([...points.map(([, p, b]) => b / p), 1]),
    recall: Float64Array.from([...points.map(([, , b]) => b / labelled), 0]),
  };
}

/**
 * Average precision: the mean of the precisions, each weighed by the recall that its threshold adds; the area under
 * the curve without interpolation, as `sklearn.metrics.average_precision_score`.
 *
 * @param counts From `thresholdCounts`.
 * @returns In [0, 1]; NaN where the truth is empty.
 *
 * @example
 * ```ts
 * import { averagePrecision } from "./average_precision.ts";
 * import { thresholdCounts } from "./threshold_counts.ts";
 *
 * const map = { data: Float32Array.of(.1, .4, .35, .8), width: 4, height: 1 };
 * const truth = { data: Uint8Array.of(0, 0, 1, 1), width: 4, height: 1 };
 * const found = averagePrecision(thresholdCounts(map, truth));
 * if (Math.abs(found - 5 / 6) > 1e-12) throw new Error();
 * ```
 */
export function averagePrecision(counts: PixelsAbove): number {
  let sum = 0, before: readonly [number, number, number] | undefined;
  // Each threshold's recall less that of the next higher one.
  for (const point of pixelsFrom(counts)) {
    if (before) sum += (before[2] - point[2]) * before[2] / before[1];
    before = point;
  }
  if (before) sum += before[2] * before[2] / before[1];
  return sum / counts.labelled;
}
