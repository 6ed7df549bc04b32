/**
 * The share of the peak that is left where the rate falls by a factor after each so many steps, as PyTorch's `StepLR`.
 *
 * @param step Steps made before this one.
 * @param options Steps between two falls, and the factor of each.
 *
 * @example
 * ```ts
 * import { stepFactor } from "./step.ts";
 *
 * const factors = [0, 2, 3, 6].map((step) => stepFactor(step, { period: 3, factor: 0.5 }));
 * if (factors.join() !== "1,1,0.5,0.25") throw new Error();
 * ```
 */
export function stepFactor(
  step: number,
  { period, factor }: { readonly period: number; readonly factor: number },
): number {
  return factor ** Math.floor(step / period);
}
