import { InputError } from "../core/mod.ts";

/** Mean score over the threshold, with nothing removed and nothing filled. */
export interface ThresholdCurve {
  /** Every level of a 16-bit map, k / 65535 in single precision, rising. */
  readonly thresholds: Float32Array;
  /** Mean score of the pixels above each threshold (strictly). */
  readonly scores: Float64Array;
}

/** Points of a curve as plain numbers, for a figure or a file. */
export interface CurvePoints {
  readonly thresholds: readonly number[];
  readonly scores: readonly number[];
}

/**
 * Takes evenly spaced points of a curve, both ends and its maximum among them.
 *
 * @param curve All levels.
 * @param points How many, 2 or more; one more is given where the maximum lies between them.
 * @throws {InputError} Where fewer than 2 points are asked for.
 *
 * @example
 * ```ts
 * import { thinCurve } from "./threshold_curve.ts";
 *
 * const curve = { thresholds: Float32Array.of(0, .25, .5, 1), scores: Float64Array.of(0, 1, .5, 0) };
 * if (thinCurve(curve, 2).thresholds.join() !== "0,0.25,1") throw new Error();
 * ```
 */
export function thinCurve(curve: ThresholdCurve, points: number): CurvePoints {
  if (!Number.isSafeInteger(points) || points < 2) {
    throw new InputError(
      `Cannot thin a curve: points must be an integer of 2 or more, current value is ${points}`,
    );
  }
  const { thresholds, scores } = curve;
  const last = thresholds.length - 1;
  const best = scores.reduce(
    (at, value, i) => value > scores[at]! ? i : at,
    0,
  );
  const spaced = Array.from(
    { length: points },
    (_, i) => Math.round(i * last / (points - 1)),
  );
  const indices = [...new Set([...spaced, best])].sort((a, b) => a - b);
  return {
    thresholds: indices.map((i) => thresholds[i]!),
    scores: indices.map((i) => scores[i]!),
  };
}
