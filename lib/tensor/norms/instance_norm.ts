import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { isNative } from "../binding.ts";
import { applyAffine, identityAffine } from "./apply_affine.ts";
import { fusedBatchNorm, fusedBatchNormGradient } from "./fused_batch_norm.ts";
import {
  NORM_EPSILON,
  type NormAffine,
  type NormOptions,
} from "./norm_affine.ts";
import { normByKernels } from "./norm_by_kernels.ts";
import { eachImage, joinImages } from "./per_image.ts";
import { inShapeOf, spatialShape } from "./spatial_shape.ts";
import { standardise } from "./standardise.ts";

/**
 * Normalises each channel of each image by its own mean and biased variance, as PyTorch's `InstanceNorm2d` and
 * `InstanceNorm3d`: a group normalisation with a group a channel; the same in training and inference.
 *
 * Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016. Native: `FusedBatchNormV3` and `FusedBatchNormGradV3`
 * an image.
 *
 * @param x Activations [batch, ..., channels]; gradients flow to it and to what is learned.
 * @param affine Weight and bias [channels]; left out, nothing follows the normalisation (PyTorch's default).
 * @param options Epsilon.
 * @returns Normalised activations of x's shape.
 * @throws {InputError} Where an image has a single place, so that there is no variance.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { instanceNorm } from "./instance_norm.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = instanceNorm(tf.tensor4d([1, 3, 10, 30], [2, 1, 2, 1])).dataSync();
 * if (Math.abs(y[0]! + 1) > 1e-4 || Math.abs(y[3]! - 1) > 1e-4) throw new Error();
 * ```
 */
export function instanceNorm<T extends tf.Tensor>(
  x: T,
  affine?: NormAffine,
  options: NormOptions = {},
): T {
  const shape = spatialShape(x);
  if (shape[1] < 2) {
    throw new InputError(
      `Cannot normalise an instance: an image must have more than 1 place, current shape is [${x.shape}]; ` +
        `use larger images or fewer steps of downsampling`,
    );
  }
  const { epsilon = NORM_EPSILON } = options;
  const pixels = tf.reshape(x, shape);
  const y = isNative()
    ? instanceNative(pixels, affine ?? identityAffine(shape[3]), epsilon)
    : applyAffine(standardise(pixels, [1, 2], epsilon), affine);
  return inShapeOf(x, y);
}

function instanceNative(
  x: tf.Tensor,
  affine: NormAffine,
  epsilon: number,
): tf.Tensor {
  const options = { epsilon, training: true };
  return normByKernels(x, affine, (input, scale, offset, save) => {
    const none = tf.zeros([0]);
    const images = eachImage(input).map((image) =>
      fusedBatchNorm([image, scale, offset, none, none], options)
    );
    save([input, scale, ...images.flatMap(({ reserve }) => reserve)]);
    return {
      value: joinImages(images.map(({ value }) => value)),
      gradFunc: (dy, [input, scale, ...reserves]) => {
        const inputs = eachImage(input!);
        const gradients = eachImage(dy).map((upstream, i) =>
          fusedBatchNormGradient(
            [upstream, inputs[i]!, scale!, ...reserves.slice(3 * i, 3 * i + 3)],
            options,
          )
        );
        return [
          joinImages(gradients.map(([dx]) => dx!)),
          tf.addN(gradients.map(([, dWeight]) => dWeight!)),
          tf.addN(gradients.map(([, , dBias]) => dBias!)),
        ];
      },
    };
  });
}
