import * as tf from "@tensorflow/tfjs-core";
import { resample } from "../resize/resample.ts";
import { checkImageSize, type ImageSize } from "../resize/resize_shape.ts";
import { avgPool2d } from "./avg_pool2d.ts";
import { maxPool2d } from "./max_pool2d.ts";

/**
 * Means of as many windows as are asked for, whatever the input's size, by the rule of PyTorch's
 * `adaptive_avg_pool2d`: window i of n covers the pixels from floor(i * side / n) to ceil((i + 1) * side / n).
 *
 * [1, 1] is one mean; sizes that divide the input's are `avgPool2d`; others are two products with constant matrices.
 *
 * @param x Activations [batch, height, width, channels].
 * @param size Rows and columns of windows.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where a side is not a positive integer.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { adaptiveAvgPool2d } from "./adaptive_pool2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
 * if (adaptiveAvgPool2d(x, [1, 1]).dataSync()[0] !== 3) throw new Error();
 * if (adaptiveAvgPool2d(x, [1, 2]).dataSync().join() !== "2,4") throw new Error();
 * ```
 */
export function adaptiveAvgPool2d(
  x: tf.Tensor4D,
  size: ImageSize,
): tf.Tensor4D {
  checkImageSize("take means", size);
  if (size[0] === 1 && size[1] === 1) return globalMean(x);
  const kernel = dividingKernel(x, size);
  if (kernel) return avgPool2d(x, { kernel });
  const [rows, columns] = size.map((count, i) => {
    const side = x.shape[i + 1]!;
    return adaptiveWindows(side, count).map(({ start, length }) =>
      Array.from(
        { length: side },
        (_, at) => at >= start && at < start + length ? 1 / length : 0,
      )
    );
  });
  return resample(x, rows!, columns!);
}

/**
 * Maxima of as many windows as are asked for: PyTorch's `adaptive_max_pool2d`, with the windows of
 * {@linkcode adaptiveAvgPool2d}. Sizes that do not divide the input's cost a few kernels a window.
 *
 * @param x Activations [batch, height, width, channels].
 * @param size Rows and columns of windows.
 * @returns [batch, ...size, channels].
 * @throws {InputError} Where a side is not a positive integer.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { adaptiveMaxPool2d } from "./adaptive_pool2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
 * if (adaptiveMaxPool2d(x, [1, 2]).dataSync().join() !== "3,5") throw new Error();
 * ```
 */
export function adaptiveMaxPool2d(
  x: tf.Tensor4D,
  size: ImageSize,
): tf.Tensor4D {
  checkImageSize("take maxima", size);
  const kernel = dividingKernel(x, size);
  if (kernel) return maxPool2d(x, { kernel });
  const [batch, height, width, channels] = x.shape;
  return tf.tidy(() => {
    const rows = adaptiveWindows(height, size[0]).map((row) => {
      const windows = adaptiveWindows(width, size[1]).map((column) => {
        const window = tf.slice4d(x, [0, row.start, column.start, 0], [
          batch,
          row.length,
          column.length,
          channels,
        ]);
        return maxPool2d(window, { kernel: [row.length, column.length] });
      });
      return tf.concat(windows, 2);
    });
    return tf.concat(rows, 1);
  });
}

/** The windows' sides where all are alike and lie side by side. */
function dividingKernel(
  { shape: [, height, width] }: tf.Tensor4D,
  [rows, columns]: ImageSize,
): ImageSize | undefined {
  if (height % rows !== 0 || width % columns !== 0) return undefined;
  return [height / rows, width / columns];
}

interface AdaptiveWindow {
  readonly start: number;
  readonly length: number;
}

function adaptiveWindows(side: number, count: number): AdaptiveWindow[] {
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor(i * side / count);
    return { start, length: Math.ceil((i + 1) * side / count) - start };
  });
}

/** One `Mean`; its gradient one product and one `Tile`, where tfjs's makes ones of the image's size. */
function globalMean(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  const run = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor4D];
    return {
      value: tf.mean(input, [1, 2], true),
      gradFunc: (dy) =>
        // A product: in a compiled graph TensorFlow would make one of the quotient, with other last digits.
        tf.tile(tf.mul(dy, 1 / (height * width)), [1, height, width, 1]),
    };
  });
  return run(x) as tf.Tensor4D;
}
