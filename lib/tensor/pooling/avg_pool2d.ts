import type * as tf from "@tensorflow/tfjs-core";
import { avgPool, type AvgPoolOptions } from "./avg_pool.ts";
import { placeWindows, type Sides2d } from "./windows.ts";

/** How {@linkcode avgPool2d} works. */
export type AvgPool2dOptions = AvgPoolOptions<Sides2d>;

/**
 * Mean of each window, by the rules of PyTorch's `avg_pool2d`.
 *
 * @param x Activations [batch, height, width, channels].
 * @param options Windows, and whether the padding counts.
 * @returns [batch, rows of windows, columns of windows, channels].
 * @throws {InputError} Where an option is out of range or no window fits.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { avgPool2d } from "./avg_pool2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1]);
 * if (avgPool2d(x, { kernel: 2 }).dataSync().join() !== "3") throw new Error();
 * ```
 */
export function avgPool2d(
  x: tf.Tensor4D,
  options: AvgPool2dOptions,
): tf.Tensor4D {
  const windows = placeWindows("take means", x.shape.slice(1, 3), options);
  return avgPool(x, windows, options.countIncludePad ?? true) as tf.Tensor4D;
}
