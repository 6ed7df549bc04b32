import type * as tf from "@tensorflow/tfjs-core";
import { type ConvolutionKind, convolve } from "./convolve.ts";
import { nativeConv3d } from "./native_kernels.ts";
import { portableConv3d } from "./portable_kernels.ts";
import type { Numbers3d, Padding3d } from "./window.ts";

/** Options of a convolution of volumes. */
export interface Conv3dOptions {
  /** Voxels from one place of the filter to the next. @default {1} */
  readonly stride?: number | Numbers3d;
  /** Zeros around the volume; "same" is TensorFlow's. @default {0} */
  readonly padding?: Padding3d;
  /** Voxels from one number of the filter to the next. @default {1} */
  readonly dilation?: number | Numbers3d;
  /** Parts into which the channels are split; each part of the input makes one of the output. @default {1} */
  readonly groups?: number;
}

/** The kernels of both directions. */
export const CONV3D: ConvolutionKind = {
  native: nativeConv3d,
  portable: portableConv3d,
};

/**
 * Convolution of volumes, as PyTorch's `conv3d` with its defaults. Native: `Conv3D` and its two gradients; groups, which
 * it does not know, are convolved one after another.
 *
 * @param x Activations [batch, depth, height, width, inputs].
 * @param weight Filter [slices, rows, columns, inputs / groups, outputs].
 * @param options Stride, padding, dilation, groups.
 * @returns [batch, depth, height, width, outputs]; for the sizes see `convOutputSize`.
 * @throws {Error} Where the channels do not fit the filter, or the filter does not fit into the padded volume.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { conv3d } from "./conv3d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = conv3d(tf.ones([1, 3, 3, 3, 1]), tf.ones([3, 3, 3, 1, 1]), { padding: 1 });
 * if (y.dataSync()[13] !== 27 || y.dataSync()[0] !== 8) throw new Error();
 * ```
 */
export function conv3d(
  x: tf.Tensor5D,
  weight: tf.Tensor,
  options: Conv3dOptions = {},
): tf.Tensor5D {
  return convolve(CONV3D, x, weight, options) as tf.Tensor5D;
}
