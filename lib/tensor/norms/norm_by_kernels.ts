import * as tf from "@tensorflow/tfjs-core";
import type { NormAffine } from "./norm_affine.ts";

/**
 * A normalisation whose gradients are given beside its value.
 *
 * @param run Takes x, weight, bias and what saves tensors for the gradient function, which gives the gradients of x,
 * weight and bias.
 */
export function normByKernels(
  x: tf.Tensor,
  { weight, bias }: NormAffine,
  run: (
    x: tf.Tensor,
    weight: tf.Tensor,
    bias: tf.Tensor,
    save: tf.GradSaveFunc,
  ) => {
    value: tf.Tensor;
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
  },
): tf.Tensor {
  return tf.customGrad((...args) => {
    // tfjs types all arguments alike.
    const [input, scale, offset, save] = args as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.GradSaveFunc,
    ];
    return run(input, scale, offset, save);
  })(x, weight, bias);
}
