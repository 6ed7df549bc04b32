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
 * Bits of the least number in single precision that is above a threshold.
 *
 * @param threshold 0 or more, in double precision.
 *
 * @example
 * ```ts
 * import { bitsAbove, singleBits } from "./single_bits.ts";
 *
 * // In single precision .1 is a little more than .1 is.
 * const [tenth] = singleBits(Float32Array.of(.1));
 * if (bitsAbove(.1) !== tenth || bitsAbove(Math.fround(.1)) !== tenth! + 1) throw new Error();
 * ```
 */
export function bitsAbove(threshold: number): number {
  single[0] = threshold + 0; // -0 is 0.
  const bits = word[0]!;
  return single[0]! > threshold ? bits : bits + 1;
}
