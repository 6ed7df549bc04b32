import * as tf from "@tensorflow/tfjs-core";
import { applyAffine } from "./apply_affine.ts";
import {
  NORM_EPSILON,
  type NormAffine,
  type NormOptions,
} from "./norm_affine.ts";
import { standardise } from "./standardise.ts";

/**
 * Normalises the channels of each place by their own mean and biased variance, as PyTorch's `LayerNorm` does over the
 * last axis; the same in training and inference.
 *
 * Ba, Kiros and Hinton, "Layer Normalization", 2016. ConvNeXt's and the transformers' epsilon is 1e-6.
 *
 * @param x Activations [..., channels]; gradients flow to it and to what is learned.
 * @param affine Weight and bias [channels]; left out, nothing follows the normalisation.
 * @param options Epsilon.
 * @returns Normalised activations of x's shape.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { layerNorm } from "./layer_norm.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = layerNorm(tf.tensor2d([1, 3, 10, 30], [2, 2])).dataSync();
 * if (Math.abs(y[0]! + 1) > 1e-4 || Math.abs(y[3]! - 1) > 1e-4) throw new Error();
 * ```
 */
export function layerNorm<T extends tf.Tensor>(
  x: T,
  affine?: NormAffine,
  options: NormOptions = {},
): T {
  const { epsilon = NORM_EPSILON } = options;
  const unit = standardise(x, [x.rank - 1], epsilon);
  return applyAffine(unit, affine) as T;
}
