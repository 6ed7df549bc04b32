import * as tf from "@tensorflow/tfjs-core";
import { relu } from "./activations/relu.ts";
import { conv2d } from "./convolutions/conv2d.ts";
import {
  batchNormAffine,
  type BatchNormState,
  batchNormTrain,
} from "./norms/mod.ts";

/**
 * Convolution without bias, batch normalisation, ReLU. For inference the normalisation is folded into the filter and
 * all three run as one kernel.
 *
 * @param x Activations [batch, height, width, inputs].
 * @param weight Filter [rows, columns, inputs, outputs].
 * @param norm The normalisation's values and constants (epsilon, momentum); the running statistics change while
 * training.
 * @param training Statistics of the batch (true) or running statistics (false; no gradient is meant to flow).
 * @returns [batch, height, width, outputs], not negative.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { convNormRelu } from "./conv_norm_relu.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const norm = {
 *   weight: tf.ones([1]),
 *   bias: tf.zeros([1]),
 *   runningMean: tf.variable(tf.zeros([1])),
 *   runningVariance: tf.variable(tf.ones([1])),
 * };
 * const y = convNormRelu(tf.ones([1, 3, 3, 1]), tf.ones([3, 3, 1, 1]), norm, false);
 * if (Math.abs(y.dataSync()[4]! - 9) > 1e-3) throw new Error();
 * ```
 */
export function convNormRelu(
  x: tf.Tensor4D,
  weight: tf.Tensor,
  norm: BatchNormState,
  training: boolean,
): tf.Tensor4D {
  if (training) {
    return relu(batchNormTrain(conv2d(x, weight, { padding: "same" }), norm));
  }
  const { factor, summand } = batchNormAffine(norm);
  return tf.fused.conv2d({
    x,
    filter: tf.mul(weight, factor) as tf.Tensor4D,
    strides: 1,
    pad: "same",
    bias: summand,
    activation: "relu",
  });
}
