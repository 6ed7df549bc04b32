import { cosineFactor } from "./cosine.ts";

/** Lengths of the cycles. */
export interface CosineCycles {
  /** Steps of the first cycle, PyTorch's `T_0`. */
  readonly cycle: number;
  /** Each cycle is so many times as long as the one before, PyTorch's `T_mult`; at least 1. */
  readonly cycleFactor: number;
}

/** Where cycles end, in steps made, for ever. */
function* cycleEnds(
  { cycle, cycleFactor }: CosineCycles,
): Generator<number, never> {
  for (let length = cycle, end = cycle;; end += length) {
    yield end;
    length *= cycleFactor;
  }
}

/**
 * The share of the peak that is left in cycles of half a cosine each, as PyTorch's `CosineAnnealingWarmRestarts`: at the
 * end of a cycle the rate jumps back to the peak. Loshchilov and Hutter, "SGDR", 2017.
 *
 * @param step Steps made before this one.
 * @param options Lengths of the cycles, and the lowest share.
 *
 * @example
 * ```ts
 * import { cosineRestartsFactor } from "./cosine_restarts.ts";
 *
 * const options = { cycle: 4, cycleFactor: 2, finalFactor: 0 };
 * const factors = [0, 2, 4, 8, 12].map((step) => cosineRestartsFactor(step, options).toFixed(2));
 * if (factors.join() !== "1.00,0.50,1.00,0.50,1.00") throw new Error();
 * ```
 */
export function cosineRestartsFactor(
  step: number,
  { finalFactor, ...cycles }: CosineCycles & { readonly finalFactor: number },
): number {
  let start = 0;
  for (const end of cycleEnds(cycles)) {
    if (step < end) {
      const options = { halfPeriod: end - start, finalFactor };
      return cosineFactor(step - start, options);
    }
    start = end;
  }
  throw new RangeError(`step must be a number, current value is ${step}`);
}

/**
 * When the cycles end: a snapshot ensemble keeps the weights at these moments. Huang et al., "Snapshot Ensembles", 2017.
 *
 * @param total Steps of the whole way; a cycle that it cuts short is not among them.
 * @param cycles Lengths of the cycles.
 * @returns How many steps have been made at the end of each cycle.
 *
 * @example
 * ```ts
 * import { cycleEndSteps } from "./cosine_restarts.ts";
 *
 * if (cycleEndSteps(30, { cycle: 4, cycleFactor: 2 }).join() !== "4,12,28") throw new Error();
 * ```
 */
export function cycleEndSteps(total: number, cycles: CosineCycles): number[] {
  const ends: number[] = [];
  for (const end of cycleEnds(cycles)) {
    if (end > total) return ends;
    ends.push(end);
  }
  return ends;
}
