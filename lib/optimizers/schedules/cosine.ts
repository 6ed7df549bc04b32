/**
 * The share of the peak that is left along a cosine, as PyTorch's `CosineAnnealingLR`. After half a period the rate rises
 * again. Loshchilov and Hutter, "SGDR", 2017.
 *
 * @param step Steps made before this one.
 * @param options Steps from the peak to the lowest rate (0: it is the lowest at once), and that rate's share.
 *
 * @example
 * ```ts
 * import { cosineFactor } from "./cosine.ts";
 *
 * const factor = (step: number) => cosineFactor(step, { halfPeriod: 4, finalFactor: 0.5 });
 * if (factor(0) !== 1 || Math.abs(factor(2) - 0.75) > 1e-12 || factor(4) !== 0.5) throw new Error();
 * if (factor(8) !== 1) throw new Error();
 * ```
 */
export function cosineFactor(
  step: number,
  { halfPeriod, finalFactor }: {
    readonly halfPeriod: number;
    readonly finalFactor: number;
  },
): number {
  const progress = halfPeriod > 0 ? step / halfPeriod : 1;
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return finalFactor + (1 - finalFactor) * cosine;
}
