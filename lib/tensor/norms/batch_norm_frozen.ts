import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { batchNormAffine } from "./batch_norm_affine.ts";
import type { BatchNormState } from "./batch_norm_state.ts";
import { fusedBatchNorm, fusedBatchNormGradient } from "./fused_batch_norm.ts";
import { normByKernels } from "./norm_by_kernels.ts";
import { NORM_EPSILON } from "./norm_affine.ts";
import { inShapeOf, spatialShape } from "./spatial_shape.ts";

/**
 * Normalises each channel by the running statistics, which stay as they are, as PyTorch's `BatchNorm2d` does in
 * evaluation mode: for inference, and for training with frozen batch normalisation.
 *
 * Native: `FusedBatchNormV3` with `is_training` false; the gradient of x is one product, and those of weight and bias
 * come from `FusedBatchNormGradV3`, which a compiled step leaves out where weight and bias are frozen too.
 *
 * @param x Activations [batch, ..., channels]; gradients flow to it, to `weight` and to `bias`, none to the statistics.
 * @param state Learned and running values and epsilon.
 * @returns Normalised activations of x's shape.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { batchNormFrozen } from "./batch_norm_frozen.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const runningMean = tf.variable(tf.tensor1d([1]));
 * const runningVariance = tf.variable(tf.tensor1d([4]));
 * const state = { weight: tf.ones([1]), bias: tf.zeros([1]), runningMean, runningVariance };
 * const y = batchNormFrozen(tf.tensor4d([1, 3], [1, 1, 2, 1]), state).dataSync();
 * if (y[0] !== 0 || Math.abs(y[1]! - 1) > 1e-4) throw new Error();
 * ```
 */
export function batchNormFrozen<T extends tf.Tensor>(
  x: T,
  state: BatchNormState,
): T {
  const shape = spatialShape(x);
  if (!isNative()) {
    const { factor, summand } = batchNormAffine(state);
    return tf.add(tf.mul(x, factor), summand);
  }
  return inShapeOf(x, frozenNative(tf.reshape(x, shape), state));
}

function frozenNative(x: tf.Tensor, state: BatchNormState): tf.Tensor {
  const { runningMean, runningVariance, epsilon = NORM_EPSILON } = state;
  const options = { epsilon, training: false };
  return normByKernels(x, state, (input, weight, bias, save) => {
    const { value } = fusedBatchNorm(
      [input, weight, bias, runningMean, runningVariance],
      options,
    );
    save([input, weight, runningMean, runningVariance]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [, scale, , variance] = saved;
        const factor = tf.mul(scale!, tf.rsqrt(tf.add(variance!, epsilon)));
        const given = [dy, ...saved, variance!];
        return [
          tf.mul(dy, factor),
          ...fusedBatchNormGradient(given, options).slice(1),
        ];
      },
    };
  });
}
