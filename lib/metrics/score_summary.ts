/** The mean of scores, and how many it is made of. */
export interface ScoreSummary {
  /** Mean of the values that are not NaN; NaN where there is none. */
  readonly mean: number;
  /** Values in the mean. */
  readonly used: number;
  /** Values that are NaN and were left out. */
  readonly skipped: number;
}

/**
 * Mean of the values that are not NaN, and how many were left out.
 *
 * @param values Scores, one an image.
 *
 * @example
 * ```ts
 * import { summarizeScores } from "./score_summary.ts";
 *
 * const { mean, used, skipped } = summarizeScores([1, NaN, 0]);
 * if (mean !== 0.5 || used !== 2 || skipped !== 1) throw new Error();
 * ```
 */
export function summarizeScores(values: Iterable<number>): ScoreSummary {
  let sum = 0, used = 0, skipped = 0;
  for (const value of values) {
    if (Number.isNaN(value)) {
      skipped++;
    } else {
      sum += value;
      used++;
    }
  }
  return { mean: sum / used, used, skipped };
}

/**
 * Mean of the values that are not NaN; {@linkcode summarizeScores} without the numbers of values.
 *
 * @param values Scores, one an image.
 * @returns The mean; NaN where there is no value.
 *
 * @example
 * ```ts
 * import { meanScore } from "./score_summary.ts";
 *
 * if (meanScore([1, NaN, 0]) !== 0.5) throw new Error();
 * ```
 */
export function meanScore(values: Iterable<number>): number {
  return summarizeScores(values).mean;
}
