import * as tf from "@tensorflow/tfjs-core";

/**
 * Doubles height and width by repeating each pixel. Composed from reshape and concatenation on every backend: exact in
 * value and gradient, which tfjs's own nearest resize is not for batches.
 *
 * @param x Activations [batch, height, width, channels].
 * @returns [batch, 2 * height, 2 * width, channels].
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { upsampleNearest } from "./upsample_nearest.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = upsampleNearest(tf.tensor4d([1, 2], [1, 1, 2, 1]));
 * if (y.dataSync().join() !== "1,1,2,2,1,1,2,2") throw new Error();
 * ```
 */
export function upsampleNearest(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const columns = tf.reshape(x, [batch * height * width, 1, channels]);
  const wide = tf.reshape(tf.concat([columns, columns], 1), [
    batch * height,
    1,
    2 * width * channels,
  ]);
  return tf.reshape(tf.concat([wide, wide], 1), [
    batch,
    2 * height,
    2 * width,
    channels,
  ]);
}
