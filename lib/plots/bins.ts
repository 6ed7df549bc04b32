/** Neighbouring intervals that hold the numbers of a histogram. */
export interface Bins {
  /** Rising bounds, one more than there are bins. */
  readonly edges: readonly number[];
  /** Evenly wide in the logarithm. */
  readonly log: boolean;
}

/** How to choose bins. */
export interface BinOptions {
  /** Bins aimed at; the bounds are rounded to even numbers, so that there may be some more or fewer. */
  readonly count?: number;
  /** Evenly wide in the logarithm; values must be positive. @default {false} */
  readonly log?: boolean;
}

/** The nearest of 1, 2, 2.5, 5 times a power of ten. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const ratios = [1, 2, 2.5, 5, 10];
  const best = ratios.reduce((a, b) =>
    Math.abs(Math.log(step / power / b)) < Math.abs(Math.log(step / power / a))
      ? b
      : a
  );
  return best * power;
}

/** Freedman and Diaconis' rule: 2 IQR / cube root of n, held between 5 and 60 bins. */
function defaultCount(sorted: readonly number[]): number {
  const at = (share: number) =>
    sorted[Math.floor(share * (sorted.length - 1))]!;
  const width = 2 * (at(0.75) - at(0.25)) / Math.cbrt(sorted.length);
  const span = sorted.at(-1)! - sorted[0]!;
  return width > 0 ? Math.min(60, Math.max(5, Math.round(span / width))) : 10;
}

/**
 * Chooses bins that cover all values: rounded bounds; one bin an integer where the values are few whole numbers; evenly
 * wide in the logarithm on request. Freedman and Diaconis, "On the histogram as a density estimator", 1981.
 *
 * @param values Finite numbers, at least one; positive where `log` is set.
 * @param options Number and kind of the bins.
 * @returns Bounds that hold the smallest and the largest value.
 * @throws {RangeError} Where there is no value, or one that is not positive on a logarithmic axis.
 *
 * @example
 * ```ts
 * import { chooseBins } from "./bins.ts";
 *
 * const { edges } = chooseBins([1, 2, 2, 4]);
 * if (edges.join() !== "0.5,1.5,2.5,3.5,4.5") throw new Error();
 * ```
 */
export function chooseBins(
  values: readonly number[],
  options: BinOptions = {},
): Bins {
  const log = options.log ?? false;
  const sorted = values.map((value) => log ? Math.log10(value) : value)
    .sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (
    low === undefined || high === undefined || !Number.isFinite(low) ||
    !Number.isFinite(high)
  ) {
    throw new RangeError(
      `Cannot choose bins: values must be ${
        log ? "positive" : "finite"
      } numbers, at least one, current values are ${values.slice(0, 5)}`,
    );
  }
  const whole = !log && values.every(Number.isInteger);
  if (whole && high - low < (options.count ?? 40)) {
    const edges = Array.from(
      { length: high - low + 2 },
      (_, i) => low - 0.5 + i,
    );
    return { edges, log };
  }
  const span = high - low || Math.abs(low) || 1;
  const count = options.count ?? defaultCount(sorted);
  const step = log
    ? span / count
    : Math.max(niceStep(span / count), whole ? 1 : 0);
  const first = log ? low : Math.floor(low / step) * step;
  const length = Math.floor((high - first) / step + 1e-9) + 1;
  const edges = Array.from({ length: length + 1 }, (_, i) => {
    const edge = first + i * step;
    return log ? 10 ** edge : Number(edge.toPrecision(12));
  });
  return { edges, log };
}

/**
 * Counts values a bin; a bin holds its lower bound and not its upper.
 *
 * @param values Numbers within the bins.
 * @param bins From {@linkcode chooseBins}.
 * @returns One count a bin; their sum is the number of values.
 *
 * @example
 * ```ts
 * import { countInBins } from "./bins.ts";
 *
 * const counts = countInBins([0, 0.5, 1], { edges: [0, 1, 2], log: false });
 * if (counts.join() !== "2,1") throw new Error();
 * ```
 */
export function countInBins(values: readonly number[], bins: Bins): number[] {
  const counts = new Array<number>(bins.edges.length - 1).fill(0);
  for (const value of values) {
    let [from, to] = [0, counts.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (value >= bins.edges[middle]!) from = middle;
      else to = middle - 1;
    }
    counts[from]!++;
  }
  return counts;
}
