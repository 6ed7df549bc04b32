/**
 * The share of the peak that is left where the rate falls by a factor over each so many steps, a little at each, as
 * PyTorch's `ExponentialLR`.
 *
 * @param step Steps made before this one.
 * @param options Steps over which the rate falls by the factor.
 *
 * @example
 * ```ts
 * import { exponentialFactor } from "./exponential.ts";
 *
 * const half = exponentialFactor(5, { period: 10, factor: 0.25 });
 * if (Math.abs(half - 0.5) > 1e-12) throw new Error();
 * ```
 */
export function exponentialFactor(
  step: number,
  { period, factor }: { readonly period: number; readonly factor: number },
): number {
  return factor ** (step / period);
}
