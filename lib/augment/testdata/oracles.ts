import type { LabelledImage } from "../labelled_image.ts";
import oracles from "./oracles.json" with { type: "json" };

/** What `tools/oracles/augment.py` wrote. */
export { oracles };

/** The picture that the oracles were given. */
export const oracleSample: LabelledImage = {
  image: {
    data: Uint8Array.from(oracles.image),
    width: oracles.width,
    height: oracles.height,
    channels: 3,
  },
  mask: {
    data: Uint8Array.from(oracles.mask),
    width: oracles.width,
    height: oracles.height,
  },
};

/** The largest absolute difference of two rows of numbers of one length. */
export function largestDifference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    largest = Math.max(largest, Math.abs(actual[i]! - expected[i]!));
  }
  return largest;
}
