import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { isNative } from "../binding.ts";
import { applyAffine } from "./apply_affine.ts";
import {
  BATCH_NORM_MOMENTUM,
  type BatchNormState,
} from "./batch_norm_state.ts";
import { fusedBatchNorm, fusedBatchNormGradient } from "./fused_batch_norm.ts";
import { normByKernels } from "./norm_by_kernels.ts";
import { NORM_EPSILON } from "./norm_affine.ts";
import { inShapeOf, spatialShape } from "./spatial_shape.ts";
import { standardise } from "./standardise.ts";

/**
 * Normalises each channel by the mean and variance of the batch, and moves the running statistics towards them, as
 * PyTorch's `BatchNorm2d` and `BatchNorm3d` do in training mode: normalised by the biased variance, the running
 * variance unbiased.
 *
 * Ioffe and Szegedy, "Batch Normalization", 2015. Native: `FusedBatchNormV3`, one kernel for the value and one for the
 * three gradients.
 *
 * @param x Activations [batch, ..., channels]; gradients flow to it, to `weight` and to `bias`.
 * @param state Learned and running values, epsilon and momentum; the running values are assigned anew.
 * @returns Normalised activations of x's shape.
 * @throws {InputError} Where a channel has a single value, so that there is no variance.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { batchNormTrain } from "./batch_norm_train.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const runningMean = tf.variable(tf.zeros([1]));
 * const runningVariance = tf.variable(tf.ones([1]));
 * const state = { weight: tf.ones([1]), bias: tf.zeros([1]), runningMean, runningVariance };
 * const y = batchNormTrain(tf.tensor4d([1, 3], [1, 1, 2, 1]), state).dataSync();
 * if (Math.abs(y[0]! + 1) > 1e-4) throw new Error();
 * if (Math.abs(runningMean.dataSync()[0]! - 0.2) > 1e-6) throw new Error();
 * ```
 */
export function batchNormTrain<T extends tf.Tensor>(
  x: T,
  state: BatchNormState,
): T {
  const [batch, places, one, channels] = spatialShape(x);
  if (batch * places < 2) {
    throw new InputError(
      `Cannot normalise a batch: it must have more than 1 value a channel, current value is ${
        batch * places
      } ` +
        `(shape [${x.shape}]); use larger batches or images, or a group normalisation`,
    );
  }
  const pixels = tf.reshape(x, [batch, places, one, channels]);
  const y = isNative()
    ? trainNative(pixels, state)
    : trainPortable(pixels, state);
  return inShapeOf(x, y);
}

function trainNative(x: tf.Tensor, state: BatchNormState): tf.Tensor {
  const {
    runningMean,
    runningVariance,
    epsilon = NORM_EPSILON,
    momentum = BATCH_NORM_MOMENTUM,
  } = state;
  const options = { epsilon, momentum, training: true };
  return normByKernels(x, state, (input, weight, bias, save) => {
    const { value, mean, variance, reserve } = fusedBatchNorm(
      [input, weight, bias, runningMean, runningVariance],
      options,
    );
    runningMean.assign(mean);
    runningVariance.assign(variance);
    save([input, weight, ...reserve]);
    return {
      value,
      gradFunc: (dy, saved) => fusedBatchNormGradient([dy, ...saved], options),
    };
  });
}

function trainPortable(x: tf.Tensor, state: BatchNormState): tf.Tensor {
  const { runningMean, runningVariance, epsilon = NORM_EPSILON } = state;
  const [batch, places] = spatialShape(x);
  const count = batch * places;
  const move = (running: tf.Variable, statistic: tf.Tensor, factor: number) => {
    const share = state.momentum ?? BATCH_NORM_MOMENTUM;
    running.assign(tf.add(
      tf.mul(running, 1 - share),
      tf.mul(tf.reshape(statistic, running.shape), share * factor),
    ));
  };
  const unit = standardise(x, [0, 1, 2], epsilon, (mean, variance) => {
    move(runningMean, mean, 1);
    move(runningVariance, variance, count / (count - 1));
  });
  return applyAffine(unit, state);
}
