import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";

/**
 * Enlarges height and width by repeating each pixel. One `Tile` on every backend; the gradient, the sum over a pixel's
 * copies, is `AvgPool` times their number. (tfjs's own nearest resize has a wrong gradient for batches.)
 *
 * @param x Activations [batch, height, width, channels].
 * @param factor A whole number, one for both sides or one a side. @default {2}
 * @returns [batch, rows * height, columns * width, channels].
 * @throws {InputError} Where a factor is not a positive integer.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { upsampleNearest } from "./upsample_nearest.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = upsampleNearest(tf.tensor4d([1, 2], [1, 1, 2, 1]));
 * if (y.dataSync().join() !== "1,1,2,2,1,1,2,2") throw new Error();
 * ```
 */
export function upsampleNearest(
  x: tf.Tensor4D,
  factor: number | readonly [rows: number, columns: number] = 2,
): tf.Tensor4D {
  const [rows, columns] = typeof factor === "number"
    ? [factor, factor]
    : factor;
  for (const side of [rows, columns]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new InputError(
        `Cannot enlarge: a factor must be a positive integer, current value is ${factor}`,
        { remedy: "Use resizeNearest for any other size." },
      );
    }
  }
  const [batch, height, width, channels] = x.shape;
  const run = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor];
    const apart = tf.reshape(input, [batch * height, 1, width, 1, channels]);
    return {
      value: tf.reshape(tf.tile(apart, [1, rows, 1, columns, 1]), [
        batch,
        rows * height,
        columns * width,
        channels,
      ]),
      gradFunc: (dy) => {
        const side: [number, number] = [rows, columns];
        const mean = tf.avgPool(dy as tf.Tensor4D, side, side, "valid");
        return tf.mul(mean, rows * columns);
      },
    };
  });
  return run(x) as tf.Tensor4D;
}
