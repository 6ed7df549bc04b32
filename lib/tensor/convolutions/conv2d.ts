import type * as tf from "@tensorflow/tfjs-core";
import { type ConvolutionKind, convolve } from "./convolve.ts";
import { nativeConv2d } from "./native_kernels.ts";
import { portableConv2d } from "./portable_kernels.ts";
import type { Numbers2d, Padding2d } from "./window.ts";

/** How a filter goes over an image, but for the groups. */
export interface Window2dOptions {
  /** Pixels from one place of the filter to the next. @default {1} */
  readonly stride?: number | Numbers2d;
  /** Zeros around the image; "same" is TensorFlow's. @default {0} */
  readonly padding?: Padding2d;
  /** Pixels from one number of the filter to the next. @default {1} */
  readonly dilation?: number | Numbers2d;
}

/** Options of a convolution. */
export interface Conv2dOptions extends Window2dOptions {
  /** Parts into which the channels are split; each part of the input makes one of the output. @default {1} */
  readonly groups?: number;
}

/** The kernels of both directions. */
export const CONV2D: ConvolutionKind = {
  native: nativeConv2d,
  portable: portableConv2d,
};

/**
 * Convolution of images, as PyTorch's `conv2d` with its defaults. Gradients flow to both inputs; that to `x` is not
 * computed where `x` does not depend on anything that is differentiated.
 *
 * Native: `Conv2D` and its two gradients. Where TensorFlow has no gradient for groups or dilation (processors without
 * oneDNN), and on wasm, they are composed.
 *
 * @param x Activations [batch, height, width, inputs].
 * @param weight Filter [rows, columns, inputs / groups, outputs]; PyTorch's order is [outputs, inputs / groups, rows,
 * columns].
 * @param options Stride, padding, dilation, groups.
 * @returns [batch, height, width, outputs]; for the sizes see `convOutputSize`.
 * @throws {Error} Where the channels do not fit the filter, or the filter does not fit into the padded image.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { conv2d } from "./conv2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = conv2d(tf.ones([1, 3, 3, 1]), tf.ones([3, 3, 1, 1]), { padding: 1 });
 * if (y.dataSync()[4] !== 9 || y.dataSync()[0] !== 4) throw new Error();
 * ```
 */
export function conv2d(
  x: tf.Tensor4D,
  weight: tf.Tensor,
  options: Conv2dOptions = {},
): tf.Tensor4D {
  return convolve(CONV2D, x, weight, options) as tf.Tensor4D;
}
