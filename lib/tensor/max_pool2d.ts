import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "./binding.ts";

/**
 * Largest value of each 2x2 window, stride 2. The gradient goes to the first of equal values in the window, row by row,
 * as in TensorFlow and PyTorch.
 *
 * On wasm the gradient is composed here: that backend's own kernel loses it where the window's maximum is not positive.
 *
 * @param x Activations [batch, height, width, channels]; a last odd row or column is left out.
 * @returns [batch, floor(height / 2), floor(width / 2), channels].
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { maxPool2d } from "./max_pool2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = maxPool2d(tf.tensor4d([1, 5, 2, 3], [1, 2, 2, 1]));
 * if (y.dataSync()[0] !== 5) throw new Error();
 * ```
 */
export function maxPool2d(x: tf.Tensor4D): tf.Tensor4D {
  if (isNative()) return tf.maxPool(x, 2, 2, "valid");
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor4D, tf.GradSaveFunc];
    const y = tf.maxPool(input, 2, 2, "valid");
    save([input, y]);
    return {
      value: y,
      gradFunc: (dy, saved) => {
        const [source, largest] = saved as [tf.Tensor4D, tf.Tensor4D];
        return spread(dy as tf.Tensor4D, source, largest);
      },
    };
  });
  return run(x) as tf.Tensor4D;
}

/** Puts each gradient where its window's first maximum is. */
function spread(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  largest: tf.Tensor4D,
): tf.Tensor4D {
  const [batch, height, width, channels] = dy.shape;
  const even = tf.slice(x, 0, [batch, 2 * height, 2 * width, channels]);
  // [batch * height, 2, width, 2 * channels]: the window's rows and columns become separate axes.
  const windows = tf.reshape(even, [
    batch * height,
    2,
    width,
    2 * channels,
  ]);
  let free: tf.Tensor = tf.onesLike(dy);
  const rows: tf.Tensor[] = [];
  for (let row = 0; row < 2; row++) {
    const columns: tf.Tensor[] = [];
    for (let column = 0; column < 2; column++) {
      const value = tf.slice(
        windows,
        [0, row, 0, column * channels],
        [batch * height, 1, width, channels],
      );
      const hit = tf.mul(
        tf.cast(tf.equal(tf.reshape(value, dy.shape), largest), "float32"),
        free,
      );
      free = tf.sub(free, hit);
      columns.push(
        tf.reshape(tf.mul(dy, hit), [batch * height, 1, width, channels]),
      );
    }
    rows.push(tf.concat(columns, 3));
  }
  const gradient = tf.reshape<tf.Rank.R4>(tf.concat(rows, 1), even.shape);
  return tf.pad4d(gradient, [
    [0, 0],
    [0, x.shape[1] - 2 * height],
    [0, x.shape[2] - 2 * width],
    [0, 0],
  ]);
}
