import type * as tf from "@tensorflow/tfjs-core";
import { maxPool } from "./max_pool.ts";
import {
  type PerAxis,
  placeWindows,
  type PoolOptions,
  type Sides2d,
} from "./windows.ts";

/** How {@linkcode maxPool2d} places its windows. */
export interface MaxPool2dOptions extends PoolOptions<Sides2d> {
  /** Distance between the pixels of a window; more than 1 is composed of slices. @default {1} */
  readonly dilation?: PerAxis<Sides2d>;
}

/**
 * Largest value of each window, by the rules of PyTorch's `max_pool2d`: the border never wins. The gradient goes to the
 * first of equal values in the window, row by row.
 *
 * @param x Activations [batch, height, width, channels].
 * @param options Windows; `{ kernel: 2 }` halves the sides, `{ kernel: 3, stride: 2, padding: 1 }` is ResNet's.
 * @returns [batch, rows of windows, columns of windows, channels].
 * @throws {InputError} Where an option is out of range or no window fits.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { maxPool2d } from "./max_pool2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([-1, -5, -2, -3], [1, 2, 2, 1]);
 * if (maxPool2d(x, { kernel: 2 }).dataSync().join() !== "-1") throw new Error();
 * const y = maxPool2d(x, { kernel: 3, stride: 2, padding: 1 });
 * if (y.shape.join() !== "1,1,1,1") throw new Error();
 * ```
 */
export function maxPool2d(
  x: tf.Tensor4D,
  options: MaxPool2dOptions,
): tf.Tensor4D {
  const windows = placeWindows("take maxima", x.shape.slice(1, 3), options);
  return maxPool(x, windows);
}
