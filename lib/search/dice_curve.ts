import { InputError, type Mask } from "../core/mod.ts";
import type { EmptyPolicy } from "../metrics/mod.ts";
import { scoreCounts } from "./pixel_score.ts";
import { levelProbabilities, type StoredMap } from "./stored_map.ts";
import { levelCounts } from "./threshold_counts.ts";

/** Levels of a 16-bit map. */
const LEVELS = 65536;

/** Mean Dice over the threshold, with nothing removed and nothing filled. */
export interface DiceCurve {
  /** Every level of a 16-bit map, k / 65535 in single precision, rising. */
  readonly thresholds: Float32Array;
  /** Mean Dice of the pixels above each threshold (strictly). */
  readonly meanDice: Float64Array;
}

/** Adds up the Dice of image after image at all thresholds. */
export class DiceCurveBuilder {
  readonly #sum = new Float64Array(LEVELS);
  readonly #count = new Int32Array(LEVELS);
  readonly #policy: EmptyPolicy;

  constructor(policy: EmptyPolicy) {
    this.#policy = policy;
  }

  /** Adds one image; a map in single precision, or one of 16 bits. */
  add(map: StoredMap, truth: Mask): void {
    const counts = levelCounts(map, truth);
    const scores = scoreCounts(counts, { name: "dice", policy: this.#policy });
    for (let k = 0; k < LEVELS; k++) {
      if (Number.isNaN(scores[k])) continue;
      this.#sum[k]! += scores[k]!;
      this.#count[k]!++;
    }
  }

  /** The mean over the images added so far; NaN where no image has a score. */
  mean(): DiceCurve {
    const meanDice = this.#sum.map((sum, k) => sum / this.#count[k]!);
    return { thresholds: levelProbabilities(LEVELS), meanDice };
  }
}

/** Points of a curve as plain numbers, for a figure or a file. */
export interface CurvePoints {
  readonly thresholds: readonly number[];
  readonly meanDice: readonly number[];
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
 * import { thinCurve } from "./dice_curve.ts";
 *
 * const curve = { thresholds: Float32Array.of(0, .25, .5, 1), meanDice: Float64Array.of(0, 1, .5, 0) };
 * if (thinCurve(curve, 2).thresholds.join() !== "0,0.25,1") throw new Error();
 * ```
 */
export function thinCurve(curve: DiceCurve, points: number): CurvePoints {
  if (!Number.isSafeInteger(points) || points < 2) {
    throw new InputError(
      `Cannot thin a curve: points must be an integer of 2 or more, current value is ${points}`,
    );
  }
  const last = curve.thresholds.length - 1;
  const best = curve.meanDice.reduce(
    (at, value, i) => value > curve.meanDice[at]! ? i : at,
    0,
  );
  const spaced = Array.from(
    { length: points },
    (_, i) => Math.round(i * last / (points - 1)),
  );
  const indices = [...new Set([...spaced, best])].sort((a, b) => a - b);
  return {
    thresholds: indices.map((i) => curve.thresholds[i]!),
    meanDice: indices.map((i) => curve.meanDice[i]!),
  };
}
