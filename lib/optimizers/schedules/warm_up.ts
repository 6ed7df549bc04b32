/**
 * A rate on its rise along a line.
 *
 * @param rate What it rises to.
 * @param step Steps made before this one.
 * @param steps Steps of the rise.
 * @param from Share of the first step (PyTorch's `LinearLR`), whose line reaches the rate after the last. Where it is not
 * given, the first step has 1 / steps and the last has the rate, so that no step is wasted.
 * @returns The rate itself after the rise.
 *
 * @example
 * ```ts
 * import { warmedUp } from "./warm_up.ts";
 *
 * if ([0, 1, 2].map((step) => warmedUp(4, step, 2)).join() !== "2,4,4") throw new Error();
 * if ([0, 1, 2].map((step) => warmedUp(4, step, 2, 0)).join() !== "0,2,4") throw new Error();
 * ```
 */
export function warmedUp(
  rate: number,
  step: number,
  steps: number,
  from?: number,
): number {
  if (step >= steps) return rate;
  return from === undefined
    ? rate * (step + 1) / steps
    : rate * (from + (1 - from) * step / steps);
}
