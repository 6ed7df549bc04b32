import { InputError, randomSource } from "../core/mod.ts";
import { quantile } from "./quantile.ts";
import { meanScore } from "./score_summary.ts";

/** How the interval is drawn. */
export interface BootstrapOptions {
  /** Keys the draws. */
  readonly seed: number;
  /** Samples with replacement. @default {2000} */
  readonly resamples?: number;
  /** Share of the resampled means inside the interval. @default {0.95} */
  readonly level?: number;
}

/** A mean and how far it could be chance. */
export interface MeanInterval {
  /** Mean of the values. */
  readonly mean: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Share of the resampled means inside. */
  readonly level: number;
  /** Values that were used (those that are not NaN). */
  readonly count: number;
}

/**
 * Percentile bootstrap interval of a mean: the values are drawn anew with replacement, and the interval holds the
 * middle of the means. Images of one group are taken as independent, so for few large groups it is too narrow.
 *
 * Source: Efron, "Bootstrap methods: another look at the jackknife", 1979.
 *
 * @param values Scores, one an image; NaN is left out.
 * @returns Mean and interval; all NaN where there is no value.
 * @throws {InputError} Where `resamples` or `level` makes no sense.
 *
 * @example
 * ```ts
 * import { bootstrapMean } from "./bootstrap.ts";
 *
 * const interval = bootstrapMean([0.1, 0.5, 0.9], { seed: 7 });
 * if (!(interval.low < 0.5 && 0.5 < interval.high)) throw new Error();
 * ```
 */
export function bootstrapMean(
  values: Iterable<number>,
  options: BootstrapOptions,
): MeanInterval {
  const { seed, resamples = 2000, level = 0.95 } = options;
  if (!Number.isSafeInteger(resamples) || resamples < 1) {
    throw new InputError(
      `Cannot bootstrap: resamples must be a positive integer, current value is ${resamples}`,
    );
  }
  if (!(level > 0 && level < 1)) {
    throw new InputError(
      `Cannot bootstrap: level must be between 0 and 1, current value is ${level}`,
    );
  }
  const used = Array.from(values).filter((value) => !Number.isNaN(value));
  const count = used.length;
  if (count === 0) return { mean: NaN, low: NaN, high: NaN, level, count };
  const random = randomSource(seed, "bootstrap", count);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let sum = 0;
    for (let j = 0; j < count; j++) sum += used[random.integer(count)]!;
    means[i] = sum / count;
  }
  means.sort();
  const tail = (1 - level) / 2;
  return {
    mean: meanScore(used),
    low: quantile(means, tail),
    high: quantile(means, 1 - tail),
    level,
    count,
  };
}
