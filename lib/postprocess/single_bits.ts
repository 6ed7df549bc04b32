/**
 * Numbers in single precision as whole numbers: from 0 up, their bits have their order, so that a comparison needs no
 * branch. Negative numbers and those whose bits are above {@linkcode INFINITY_BITS} (no numbers) are to be told apart.
 */
export function singleBits(data: Float32Array): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length);
}

/** The bits of infinity. */
export const INFINITY_BITS = 0x7f800000;

const word = new Int32Array(1);
const single = new Float32Array(word.buffer);

/**
 * The least number in single precision that is above a threshold, NaN for none.
 *
 * @param threshold In double precision.
 *
 * @example
 * ```ts
 * import { singleAbove } from "./single_bits.ts";
 *
 * // In single precision .1 is a little more than .1 is.
 * if (singleAbove(.1) !== Math.fround(.1)) throw new Error();
 * if (singleAbove(.5) !== .5 + 2 ** -24 || singleAbove(-1) !== -1 + 2 ** -24) throw new Error();
 * ```
 */
export function singleAbove(threshold: number): number {
  single[0] = threshold + 0; // -0 is 0.
  if (!(single[0]! > threshold)) word[0]! += single[0]! < 0 ? -1 : 1;
  return single[0]!;
}

/** Bits of {@linkcode singleAbove} a threshold of 0 or more. */
export function bitsAbove(threshold: number): number {
  singleAbove(threshold);
  return word[0]!;
}
