/**
 * The share of the peak that is left on the way (1 - step / total) ** power, as PyTorch's `PolynomialLR`; after the
 * total it stays at the end. Used by DeepLab and nnU-Net with a power of 0.9.
 *
 * @param step Steps made before this one.
 * @param options Steps of the whole way, its power, and the share at its end.
 *
 * @example
 * ```ts
 * import { polynomialFactor } from "./polynomial.ts";
 *
 * const options = { total: 10, power: 1, finalFactor: 0 };
 * const factors = [0, 5, 10, 11].map((step) => polynomialFactor(step, options));
 * if (factors.join() !== "1,0.5,0,0") throw new Error();
 * ```
 */
export function polynomialFactor(
  step: number,
  { total, power, finalFactor }: {
    readonly total: number;
    readonly power: number;
    readonly finalFactor: number;
  },
): number {
  const left = step < total ? (1 - step / total) ** power : 0;
  return finalFactor + (1 - finalFactor) * left;
}
