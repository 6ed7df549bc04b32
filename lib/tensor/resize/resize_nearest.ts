import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { nativeResize } from "./native_resize.ts";
import { resample } from "./resample.ts";
import { checkImageSize, type ImageSize } from "./resize_shape.ts";
import { upsampleNearest } from "./upsample_nearest.ts";

/** How {@linkcode resizeNearest} chooses pixels. */
export interface ResizeNearestOptions {
  /**
   * PyTorch's mode: `nearest` takes floor(i * scale) as OpenCV does, `nearest-exact` floor((i + 0.5) * scale) as Pillow
   * and scikit-image do. @default {"nearest"}
   */
  readonly mode?: "nearest" | "nearest-exact";
}

/**
 * Resizes by choosing pixels, as PyTorch's `interpolate` to a size does, rounding of float32 included. Whole factors
 * are repeated as in `upsampleNearest`; other sizes run `ResizeNearestNeighbor`, on wasm two matrix products.
 *
 * @param x Activations [batch, height, width, channels].
 * @param size Height and width to make; smaller, larger or the same.
 * @param options Which pixels.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where a side is not a positive integer.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { resizeNearest } from "./resize_nearest.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
 * if (resizeNearest(x, [1, 3]).dataSync().join() !== "1,2,4") throw new Error();
 * const exact = resizeNearest(x, [1, 3], { mode: "nearest-exact" });
 * if (exact.dataSync().join() !== "1,3,5") throw new Error();
 * ```
 */
export function resizeNearest(
  x: tf.Tensor4D,
  size: ImageSize,
  options: ResizeNearestOptions = {},
): tf.Tensor4D {
  checkImageSize("resize", size);
  const exact = options.mode === "nearest-exact";
  const sides = x.shape.slice(1, 3);
  const chosen = sides.map((side, i) => chosenPixels(side, size[i]!, exact));
  if (chosen.every((pixels, i) => isRepeated(pixels, sides[i]!))) {
    const [height, width] = sides as [number, number];
    if (height === size[0] && width === size[1]) return tf.clone(x);
    return upsampleNearest(x, [size[0] / height, size[1] / width]);
  }
  if (isNative()) {
    const centres = { alignCorners: false, halfPixel: exact };
    return nativeResize("ResizeNearestNeighbor", x, size, centres);
  }
  const [rows, columns] = chosen.map((pixels, i) =>
    pixels.map((pixel) => oneHot(pixel, sides[i]!))
  );
  return resample(x, rows!, columns!);
}

/** The pixel that each output takes; in float32, as PyTorch and TensorFlow compute it. */
function chosenPixels(side: number, size: number, exact: boolean): number[] {
  const scale = Math.fround(side / size);
  const shift = exact ? 0.5 : 0;
  return Array.from(
    { length: size },
    (_, i) => Math.min(Math.floor(Math.fround((i + shift) * scale)), side - 1),
  );
}

function isRepeated(pixels: readonly number[], side: number): boolean {
  const factor = pixels.length / side;
  return Number.isInteger(factor) &&
    pixels.every((pixel, i) => pixel === Math.floor(i / factor));
}

function oneHot(index: number, length: number): number[] {
  return Array.from({ length }, (_, i) => i === index ? 1 : 0);
}
