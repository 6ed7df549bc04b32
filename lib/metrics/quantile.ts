/**
 * Quantile of sorted values by linear interpolation between the two nearest ranks (Hyndman and Fan's type 7, the
 * default of numpy and PyTorch).
 *
 * @param sorted At least one value, ascending.
 * @param share In [0, 1].
 *
 * @example
 * ```ts
 * import { quantile } from "./quantile.ts";
 *
 * if (quantile(Float64Array.of(0, 10), 0.95) !== 9.5) throw new Error();
 * ```
 */
export function quantile(sorted: Float64Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  // Infinity less Infinity is not a number.
  return low === high ? low : low + (high - low) * (rank - below);
}
