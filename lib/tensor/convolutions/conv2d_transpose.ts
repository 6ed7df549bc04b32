import type * as tf from "@tensorflow/tfjs-core";
import { CONV2D } from "./conv2d.ts";
import { convolveTransposed } from "./convolve.ts";
import type { Numbers2d } from "./window.ts";

/** Options of a transposed convolution. */
export interface Conv2dTransposeOptions {
  /** Pixels of the output from one pixel of the input to the next. @default {1} */
  readonly stride?: number | Numbers2d;
  /** Pixels that are cut off around the output. @default {0} */
  readonly padding?: number | Numbers2d;
  /** Pixels more at the output's bottom and right; less than the stride or the dilation. @default {0} */
  readonly outputPadding?: number | Numbers2d;
  /** Pixels from one number of the filter to the next. @default {1} */
  readonly dilation?: number | Numbers2d;
  /** Parts into which the channels are split. @default {1} */
  readonly groups?: number;
}

/**
 * Transposed convolution, as PyTorch's `conv_transpose2d` with its defaults: each pixel of the input adds its patch to
 * the output. Native: `Conv2DBackpropInput`; its gradients are `Conv2D` and `Conv2DBackpropFilter`.
 *
 * @param x Activations [batch, height, width, inputs].
 * @param weight Filter [rows, columns, outputs / groups, inputs]; PyTorch's order is [inputs, outputs / groups, rows,
 * columns].
 * @param options Stride, padding, output padding, dilation, groups.
 * @returns [batch, height, width, outputs], each side
 * `(side - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1`.
 * @throws {Error} Where the channels do not fit the filter, or nothing of the output is left.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { conv2dTranspose } from "./conv2d_transpose.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = conv2dTranspose(tf.ones([1, 1, 1, 3]), tf.ones([2, 2, 1, 3]), { stride: 2 });
 * if (y.dataSync().join() !== "3,3,3,3") throw new Error();
 * ```
 */
export function conv2dTranspose(
  x: tf.Tensor4D,
  weight: tf.Tensor,
  options: Conv2dTransposeOptions = {},
): tf.Tensor4D {
  return convolveTransposed(CONV2D, x, weight, options) as tf.Tensor4D;
}
