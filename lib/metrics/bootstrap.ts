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
  /** What each value belongs to (a patient): values of one are drawn together. @default {each value alone} */
  readonly groups?: readonly string[];
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
  /** Groups that they were drawn by, where some values share one. */
  readonly groups?: number;
}

/**
 * Percentile bootstrap interval of a mean: the values are drawn anew with replacement, and the interval holds the
 * middle of the means. Values of one group are alike, so that they are drawn together (Davison and Hinkley, "Bootstrap
 * methods and their application", 1997, 3.8); of few large groups the interval is still somewhat narrow.
 *
 * Source: Efron, "Bootstrap methods: another look at the jackknife", 1979.
 *
 * @param values Scores, one an image; NaN is left out.
 * @returns Mean and interval; all NaN where there is no value.
 * @throws {InputError} Where `resamples` or `level` makes no sense, or there is not one group a value.
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
  const all = Array.from(values);
  const { used, sums, counts } = sumGroups(all, options.groups);
  const count = used.length, drawn = sums.length;
  if (count === 0) return { mean: NaN, low: NaN, high: NaN, level, count };
  const random = randomSource(seed, "bootstrap", drawn);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let sum = 0, of = 0;
    for (let j = 0; j < drawn; j++) {
      const g = random.integer(drawn);
      sum += sums[g]!;
      of += counts[g]!;
    }
    means[i] = sum / of;
  }
  means.sort();
  const tail = (1 - level) / 2;
  return {
    mean: meanScore(used),
    low: quantile(means, tail),
    high: quantile(means, 1 - tail),
    level,
    count,
    ...(drawn < count ? { groups: drawn } : {}),
  };
}

/** Values that are not NaN; their sum and number for each group, or each alone. */
function sumGroups(values: readonly number[], groups?: readonly string[]) {
  if (groups && groups.length !== values.length) {
    throw new InputError(
      `Cannot bootstrap: groups must be one a value, ${values.length}, current value is ${groups.length}`,
    );
  }
  const used: number[] = [], sums: number[] = [], counts: number[] = [];
  const places = new Map<string | number, number>();
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    used.push(value);
    const name = groups?.[i] ?? i;
    const g = places.get(name) ?? sums.length;
    places.set(name, g);
    sums[g] = (sums[g] ?? 0) + value;
    counts[g] = (counts[g] ?? 0) + 1;
  });
  return { used, sums, counts };
}
