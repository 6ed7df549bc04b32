import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";

/**
 * Makes blocks of factor x factor pixels out of channels, in PyTorch's order: channel (c * factor + i) * factor + j
 * gives row i and column j of the block in channel c. One transposition; TensorFlow's `DepthToSpace` has the block
 * before the channel in its order and would need another. Shi et al., "Real-Time Single Image and Video
 * Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network", 2016.
 *
 * @param x Activations [batch, height, width, factor^2 * channels].
 * @param factor Side of a block.
 * @returns [batch, factor * height, factor * width, channels].
 * @throws {InputError} Where the channels are no multiple of factor^2.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { pixelShuffle } from "./pixel_shuffle.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = pixelShuffle(tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]), 2);
 * if (y.shape.join() !== "1,2,2,1" || y.dataSync().join() !== "1,2,3,4") throw new Error();
 * ```
 */
export function pixelShuffle(x: tf.Tensor4D, factor: number): tf.Tensor4D {
  const [batch, height, width, depth] = x.shape;
  const channels = depth / factor ** 2;
  if (!isFactor(factor) || !Number.isInteger(channels)) {
    throw new InputError(
      `Cannot shuffle pixels: channels must be a multiple of factor^2 with a positive integer factor, current values are ${depth} and ${factor}`,
    );
  }
  return tf.tidy(() => {
    const blocks = [batch * height, width, channels, factor, factor];
    const apart = tf.transpose(tf.reshape(x, blocks), [0, 3, 1, 4, 2]);
    return tf.reshape(apart, [
      batch,
      factor * height,
      factor * width,
      channels,
    ]);
  });
}

/**
 * Makes channels out of blocks of factor x factor pixels: the inverse of {@linkcode pixelShuffle}, in PyTorch's order.
 *
 * @param x Activations [batch, height, width, channels].
 * @param factor Side of a block.
 * @returns [batch, height / factor, width / factor, factor^2 * channels].
 * @throws {InputError} Where the sides are no multiples of the factor.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { pixelUnshuffle } from "./pixel_shuffle.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = pixelUnshuffle(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), 2);
 * if (y.shape.join() !== "1,1,1,4" || y.dataSync().join() !== "1,2,3,4") throw new Error();
 * ```
 */
export function pixelUnshuffle(x: tf.Tensor4D, factor: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (!isFactor(factor) || height % factor !== 0 || width % factor !== 0) {
    throw new InputError(
      `Cannot unshuffle pixels: height and width must be multiples of a positive integer factor, current values are ${height}x${width} and ${factor}`,
    );
  }
  const [rows, columns] = [height / factor, width / factor];
  return tf.tidy(() => {
    const blocks = [batch * rows, factor, columns, factor, channels];
    const together = tf.transpose(tf.reshape(x, blocks), [0, 2, 4, 1, 3]);
    return tf.reshape(together, [
      batch,
      rows,
      columns,
      channels * factor ** 2,
    ]);
  });
}

const isFactor = (factor: number): boolean =>
  Number.isInteger(factor) && factor > 0;
