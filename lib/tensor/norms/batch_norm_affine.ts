import * as tf from "@tensorflow/tfjs-core";
import type { BatchNormState } from "./batch_norm_state.ts";
import { NORM_EPSILON } from "./norm_affine.ts";

/** A factor and a summand a channel, each of shape [channels]. */
export interface ChannelAffine {
  readonly factor: tf.Tensor;
  readonly summand: tf.Tensor;
}

/**
 * Writes a batch normalisation by running statistics as `factor * x + summand` a channel, so that it can be folded into
 * the convolution before it.
 *
 * @param state Learned and running values and epsilon; gradients flow to `weight` and `bias`.
 * @returns factor = weight / sqrt(variance + epsilon), summand = bias - mean * factor.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { batchNormAffine } from "./batch_norm_affine.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const runningMean = tf.variable(tf.tensor1d([1]));
 * const runningVariance = tf.variable(tf.tensor1d([4]));
 * const state = { weight: tf.ones([1]), bias: tf.zeros([1]), runningMean, runningVariance };
 * const { factor, summand } = batchNormAffine(state);
 * if (Math.abs(factor.dataSync()[0]! - 0.5) > 1e-4) throw new Error();
 * if (Math.abs(summand.dataSync()[0]! + 0.5) > 1e-4) throw new Error();
 * ```
 */
export function batchNormAffine(state: BatchNormState): ChannelAffine {
  const { runningMean, runningVariance, epsilon = NORM_EPSILON } = state;
  const factor = tf.mul(
    state.weight,
    tf.rsqrt(tf.add(runningVariance, epsilon)),
  );
  return {
    factor,
    summand: tf.sub(state.bias, tf.mul(runningMean, factor)),
  };
}
