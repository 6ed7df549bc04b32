/** Form of the cycle. */
export interface OneCycleOptions {
  /** Steps of the whole way, PyTorch's `total_steps`. */
  readonly total: number;
  /** Share of the way in which the rate rises, `pct_start`. @default {0.3} */
  readonly riseShare?: number;
  /** The first rate is the peak divided by this, `div_factor`. @default {25} */
  readonly startDivisor?: number;
  /** The last rate is the first divided by this, `final_div_factor`. @default {1e4} */
  readonly finalDivisor?: number;
  /** Falls first as it rose, then to the end, `three_phase`. @default {false} */
  readonly threePhase?: boolean;
  /** Form of rise and fall, `anneal_strategy`. @default {"cosine"} */
  readonly form?: "cosine" | "linear";
}

/** Part of the way, from its first value to its last. */
interface Phase {
  readonly end: number;
  readonly factor: readonly [number, number];
  /** Share between the lowest (0) and the highest momentum (1). */
  readonly momentum: readonly [number, number];
}

function phasesOf(options: OneCycleOptions): Phase[] {
  const { total, riseShare = 0.3, startDivisor = 25, finalDivisor = 1e4 } =
    options;
  const first = 1 / startDivisor;
  const last = first / finalDivisor;
  const rise = riseShare * total - 1;
  const rising = { end: rise, factor: [first, 1], momentum: [1, 0] } as const;
  const end = total - 1;
  return options.threePhase
    ? [
      rising,
      { end: 2 * rise, factor: [1, first], momentum: [0, 1] },
      { end, factor: [first, last], momentum: [1, 1] },
    ]
    : [rising, { end, factor: [1, last], momentum: [0, 1] }];
}

/**
 * Rate and momentum of a step in one cycle, as PyTorch's `OneCycleLR`. Smith and Topin, "Super-Convergence", 2018.
 *
 * @param step Steps made before this one; after the whole way the values stay.
 * @param options Form of the cycle.
 * @returns The share of the peak, and where the momentum is between its lowest (0) and highest (1) value.
 *
 * @example
 * ```ts
 * import { oneCycle } from "./one_cycle.ts";
 *
 * const options = { total: 10, riseShare: 0.5, startDivisor: 10 };
 * if (oneCycle(0, options).factor !== 0.1 || oneCycle(0, options).momentum !== 1) throw new Error();
 * if (oneCycle(4, options).factor !== 1 || oneCycle(4, options).momentum !== 0) throw new Error();
 * ```
 */
export function oneCycle(
  step: number,
  options: OneCycleOptions,
): { factor: number; momentum: number } {
  const phases = phasesOf(options);
  const index = phases.findIndex(({ end }) => step <= end);
  const phase = phases.at(index)!;
  const start = index === 0 ? 0 : phases.at(index - 1)!.end;
  const share = phase.end > start ? (step - start) / (phase.end - start) : 1;
  const progress = Math.min(share, 1);
  const way = options.form === "linear"
    ? progress
    : (1 - Math.cos(Math.PI * progress)) / 2;
  const between = ([from, to]: readonly [number, number]) =>
    from + (to - from) * way;
  return { factor: between(phase.factor), momentum: between(phase.momentum) };
}
