import type { RandomSource } from "../core/mod.ts";

/** Drawn numbers, five digits each: more would make the snapshots long and tell nothing. */
export function drawNumbers(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, () => Number(draw().toPrecision(5)));
}

/** A noisy curve that levels off, a number an epoch. */
export function drawCurve(
  random: RandomSource,
  epochs: number,
  { from, to, noise }: {
    readonly from: number;
    readonly to: number;
    readonly noise: number;
  },
): number[] {
  let epoch = 0;
  return drawNumbers(epochs, () => {
    epoch++;
    return to + (from - to) * Math.exp(-epoch / 7) + noise * random.normal();
  });
}
