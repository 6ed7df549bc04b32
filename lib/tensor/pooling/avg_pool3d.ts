import type * as tf from "@tensorflow/tfjs-core";
import { avgPool, type AvgPoolOptions } from "./avg_pool.ts";
import { placeWindows, type Sides3d } from "./windows.ts";

/** How {@linkcode avgPool3d} works. */
export type AvgPool3dOptions = AvgPoolOptions<Sides3d>;

/**
 * Mean of each window of a volume, by the rules of PyTorch's `avg_pool3d`; otherwise as `avgPool2d`.
 *
 * @param x Activations [batch, depth, height, width, channels].
 * @param options Windows, and whether the padding counts.
 * @returns [batch, windows along depth, height and width, channels].
 * @throws {InputError} Where an option is out of range or no window fits.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { avgPool3d } from "./avg_pool3d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor5d([1, 2, 3, 6], [1, 1, 2, 2, 1]);
 * if (avgPool3d(x, { kernel: [1, 2, 2] }).dataSync().join() !== "3") throw new Error();
 * ```
 */
export function avgPool3d(
  x: tf.Tensor5D,
  options: AvgPool3dOptions,
): tf.Tensor5D {
  const windows = placeWindows("take means", x.shape.slice(1, 4), options);
  return avgPool(x, windows, options.countIncludePad ?? true) as tf.Tensor5D;
}
