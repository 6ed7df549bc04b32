import * as tf from "@tensorflow/tfjs-core";

/**
 * Makes images larger at the bottom and at the right by mirroring them about their last pixels, which are not repeated
 * (NumPy's `reflect`, which also goes to and fro where the image is smaller than what is added). Gradients pass.
 *
 * @param x [batch, height, width, channels].
 * @param height At least x's.
 * @param width At least x's.
 * @returns [batch, height, width, channels]; x itself where nothing is added.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { mirrorPad } from "./mirror_pad.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const row = mirrorPad(tf.tensor4d([7, 8, 9], [1, 1, 3, 1]), 1, 8);
 * if (row.dataSync().join() !== "7,8,9,8,7,8,9,8") throw new Error();
 * ```
 */
export function mirrorPad(
  x: tf.Tensor4D,
  height: number,
  width: number,
): tf.Tensor4D {
  return tf.tidy(() => mirrorAxis(mirrorAxis(x, 1, height), 2, width));
}

/** Slices and turns only: TensorFlow's `MirrorPad` has no gradient in tfjs and stops at the image's own size. */
function mirrorAxis(x: tf.Tensor4D, axis: 1 | 2, size: number): tf.Tensor4D {
  const length = x.shape[axis];
  const pieces = [x];
  for (let filled = length; filled < size;) {
    const count = Math.min(Math.max(1, length - 1), size - filled);
    // Back from the last pixel but one, and forth from the second; a single pixel is repeated.
    const back = pieces.length % 2 === 1 && length > 1;
    const begin = [0, 0, 0, 0];
    begin[axis] = length === 1 ? 0 : back ? length - 1 - count : 1;
    const sides = [...x.shape];
    sides[axis] = count;
    const piece = tf.slice(x, begin, sides);
    pieces.push(back ? tf.reverse(piece, axis) : piece);
    filled += count;
  }
  return pieces.length === 1 ? x : tf.concat(pieces, axis);
}
