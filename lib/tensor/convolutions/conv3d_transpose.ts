import type * as tf from "@tensorflow/tfjs-core";
import { CONV3D } from "./conv3d.ts";
import { convolveTransposed } from "./convolve.ts";
import type { Numbers3d } from "./window.ts";

/** Options of a transposed convolution of volumes. */
export interface Conv3dTransposeOptions {
  /** Voxels of the output from one voxel of the input to the next. @default {1} */
  readonly stride?: number | Numbers3d;
  /** Voxels that are cut off around the output. @default {0} */
  readonly padding?: number | Numbers3d;
  /** Voxels more at the output's far sides; less than the stride or the dilation. @default {0} */
  readonly outputPadding?: number | Numbers3d;
  /** Voxels from one number of the filter to the next. @default {1} */
  readonly dilation?: number | Numbers3d;
  /** Parts into which the channels are split. @default {1} */
  readonly groups?: number;
}

/**
 * Transposed convolution of volumes, as PyTorch's `conv_transpose3d` with its defaults. Native:
 * `Conv3DBackpropInputV2`; its gradients are `Conv3D` and `Conv3DBackpropFilterV2`.
 *
 * @param x Activations [batch, depth, height, width, inputs].
 * @param weight Filter [slices, rows, columns, outputs / groups, inputs].
 * @param options Stride, padding, output padding, dilation, groups.
 * @returns [batch, depth, height, width, outputs], each side
 * `(side - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1`.
 * @throws {Error} Where the channels do not fit the filter, or nothing of the output is left.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { conv3dTranspose } from "./conv3d_transpose.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = conv3dTranspose(tf.ones([1, 1, 1, 1, 3]), tf.ones([2, 2, 2, 1, 3]), { stride: 2 });
 * if (y.dataSync().join() !== "3,3,3,3,3,3,3,3") throw new Error();
 * ```
 */
export function conv3dTranspose(
  x: tf.Tensor5D,
  weight: tf.Tensor,
  options: Conv3dTransposeOptions = {},
): tf.Tensor5D {
  return convolveTransposed(CONV3D, x, weight, options) as tf.Tensor5D;
}
