import * as tf from "@tensorflow/tfjs-core";
import { maxPool } from "./max_pool.ts";
import {
  oneByOne,
  type PerAxis,
  placeWindows,
  type PoolOptions,
  type Sides3d,
  type Windows,
} from "./windows.ts";

/** How {@linkcode maxPool3d} places its windows. */
export interface MaxPool3dOptions extends PoolOptions<Sides3d> {
  /** Distance between the voxels of a window; more than 1 is composed of slices. @default {1} */
  readonly dilation?: PerAxis<Sides3d>;
}

/**
 * Largest value of each window of a volume, by the rules of PyTorch's `max_pool3d`; otherwise as `maxPool2d`.
 * Pooled within the slices, then across them, which keeps the first of equal values; TensorFlow's `MaxPool3DGrad` does
 * not.
 *
 * @param x Activations [batch, depth, height, width, channels].
 * @param options Windows.
 * @returns [batch, windows along depth, height and width, channels].
 * @throws {InputError} Where an option is out of range or no window fits.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { maxPool3d } from "./max_pool3d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor5d([1, 2, 3, 4, 8, 7, 6, 5], [1, 2, 2, 2, 1]);
 * if (maxPool3d(x, { kernel: 2 }).dataSync().join() !== "8") throw new Error();
 * if (maxPool3d(x, { kernel: [1, 2, 2] }).dataSync().join() !== "4,8") throw new Error();
 * ```
 */
export function maxPool3d(
  x: tf.Tensor5D,
  options: MaxPool3dOptions,
): tf.Tensor5D {
  const windows = placeWindows("take maxima", x.shape.slice(1, 4), options);
  const [depth, rows, columns] = windows as [Windows, Windows, Windows];
  const [batch, slices, height, width, channels] = x.shape;
  return tf.tidy(() => {
    const images = tf.reshape<tf.Rank.R4>(x, [
      batch * slices,
      height,
      width,
      channels,
    ]);
    const flat = maxPool(images, [rows, columns]);
    const places = rows.count * columns.count;
    const lines = tf.reshape<tf.Rank.R4>(flat, [
      batch,
      slices,
      places,
      channels,
    ]);
    const largest = depth.kernel === 1 && depth.stride === 1
      ? lines
      : maxPool(lines, [depth, oneByOne(places)]);
    return tf.reshape(largest, [
      batch,
      depth.count,
      rows.count,
      columns.count,
      channels,
    ]);
  });
}
