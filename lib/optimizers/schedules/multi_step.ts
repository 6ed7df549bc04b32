/**
 * The share of the peak that is left where the rate falls by a factor at given steps, as PyTorch's `MultiStepLR`.
 *
 * @param step Steps made before this one.
 * @param options Steps before which the rate falls, and the factor of each fall.
 *
 * @example
 * ```ts
 * import { multiStepFactor } from "./multi_step.ts";
 *
 * const options = { milestones: [2, 5], factor: 0.5 };
 * const factors = [0, 1, 2, 4, 5].map((step) => multiStepFactor(step, options));
 * if (factors.join() !== "1,1,0.5,0.5,0.25") throw new Error();
 * ```
 */
export function multiStepFactor(
  step: number,
  { milestones, factor }: {
    readonly milestones: readonly number[];
    readonly factor: number;
  },
): number {
  return factor ** milestones.filter((milestone) => milestone <= step).length;
}
