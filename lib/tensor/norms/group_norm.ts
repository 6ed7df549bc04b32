import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { isNative } from "../binding.ts";
import { applyAffine, identityAffine } from "./apply_affine.ts";
import { groupNormNative } from "./group_norm_native.ts";
import { instanceNorm } from "./instance_norm.ts";
import {
  NORM_EPSILON,
  type NormAffine,
  type NormOptions,
} from "./norm_affine.ts";
import { inShapeOf, spatialShape } from "./spatial_shape.ts";
import { standardise } from "./standardise.ts";

/**
 * Normalises groups of neighbouring channels of each image by their own mean and biased variance, as PyTorch's
 * `GroupNorm`; the same in training and inference, whatever the batch.
 *
 * Wu and He, "Group Normalization", 2018. As many groups as channels are {@linkcode instanceNorm}; one group takes the
 * whole image. Native: a few `FusedBatchNormV3` kernels an image.
 *
 * @param x Activations [batch, ..., channels]; gradients flow to it and to what is learned.
 * @param groups How many; must divide the channels.
 * @param affine Weight and bias [channels]; left out, nothing follows the normalisation.
 * @param options Epsilon.
 * @returns Normalised activations of x's shape.
 * @throws {InputError} Where `groups` does not divide the channels, or where a group has a single value.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { groupNorm } from "./group_norm.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = groupNorm(tf.tensor4d([1, 3, 10, 30], [1, 1, 1, 4]), 2).dataSync();
 * if (Math.abs(y[0]! + 1) > 1e-4 || Math.abs(y[3]! - 1) > 1e-4) throw new Error();
 * ```
 */
export function groupNorm<T extends tf.Tensor>(
  x: T,
  groups: number,
  affine?: NormAffine,
  options: NormOptions = {},
): T {
  const [batch, places, one, channels] = spatialShape(x);
  if (!Number.isInteger(channels / groups) || groups < 1) {
    throw new InputError(
      `Cannot normalise groups: their number must divide the ${channels} channels, current value is ${groups}`,
    );
  }
  const members = channels / groups;
  if (places * members < 2) {
    throw new InputError(
      `Cannot normalise groups: a group must have more than 1 value, current shape is [${x.shape}] in ${groups} groups`,
    );
  }
  if (members === 1) return instanceNorm(x, affine, options);
  const { epsilon = NORM_EPSILON } = options;
  if (isNative()) {
    const y = groupNormNative(
      tf.reshape(x, [batch, places, one, channels]),
      groups,
      affine ?? identityAffine(channels),
      epsilon,
    );
    return inShapeOf(x, y);
  }
  const grouped = tf.reshape(x, [batch, places, groups, members]);
  const unit = tf.reshape(standardise(grouped, [1, 3], epsilon), x.shape);
  return applyAffine(unit, affine) as T;
}
