/**
 * The middle of the numbers, or the mean of the two in the middle.
 *
 * @param values At least one number.
 *
 * @example
 * ```ts
 * import { median } from "./median.ts";
 *
 * if (median([5, 1, 3]) !== 3 || median([1, 2]) !== 1.5) throw new Error();
 * ```
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
