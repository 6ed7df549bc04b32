import * as tf from "@tensorflow/tfjs-core";
import {
  boolAttribute,
  executeMultiple,
  floatAttribute,
  isNative,
  type OperationAttribute,
  stringAttribute,
  typeAttribute,
} from "./binding.ts";

/** What a batch normalisation learns and what it gathers; each of shape [channels]. */
export interface BatchNormState {
  /** Factor after normalising (gamma). */
  readonly weight: tf.Tensor;
  /** Summand after normalising (beta). */
  readonly bias: tf.Tensor;
  /** Running mean of the batches; changed in place while training. */
  readonly runningMean: tf.Variable;
  /** Running unbiased variance of the batches; changed in place while training. */
  readonly runningVariance: tf.Variable;
}

/** Share of a new batch in the running statistics (PyTorch's `momentum`). */
export const BATCH_NORM_MOMENTUM = 0.1;
/** Added to the variance under the root. */
export const BATCH_NORM_EPSILON = 1e-5;

/**
 * Normalises each channel by the mean and variance of the batch, and moves the running statistics towards them, as
 * PyTorch's `BatchNorm2d` does in training mode: normalised by the biased variance, the running variance unbiased.
 *
 * Ioffe and Szegedy, "Batch Normalization", 2015. Native: `FusedBatchNormV3`, one kernel for the value and one for the
 * three gradients.
 *
 * @param x Activations [batch, height, width, channels]; gradients flow to it, to `weight` and to `bias`.
 * @param state Learned and running values; the running ones are assigned anew.
 * @returns Normalised activations of x's shape.
 * @throws {Error} Where a channel has a single value, so that there is no variance.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { batchNormTrain } from "./batch_norm.ts";
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
export function batchNormTrain(
  x: tf.Tensor4D,
  state: BatchNormState,
): tf.Tensor4D {
  const count = x.shape[0] * x.shape[1] * x.shape[2];
  if (count < 2) {
    throw new Error(
      `Cannot normalise a batch: it must have more than 1 value a channel, current value is ${count} ` +
        `(shape ${x.shape.join("x")})`,
    );
  }
  return isNative() ? trainNative(x, state) : trainPortable(x, state, count);
}

const GRADIENT_ATTRIBUTES: readonly OperationAttribute[] = [
  typeAttribute("T", "float32"),
  typeAttribute("U", "float32"),
  floatAttribute("epsilon", BATCH_NORM_EPSILON),
  stringAttribute("data_format", "NHWC"),
  boolAttribute("is_training", true),
];
const FORWARD_ATTRIBUTES: readonly OperationAttribute[] = [
  ...GRADIENT_ATTRIBUTES,
  floatAttribute("exponential_avg_factor", BATCH_NORM_MOMENTUM),
];

function trainNative(x: tf.Tensor4D, state: BatchNormState): tf.Tensor4D {
  const { runningMean, runningVariance } = state;
  const run = tf.customGrad((...args) => {
    const [input, weight, bias] = args as tf.Tensor[];
    const save = args[3] as tf.GradSaveFunc;
    const [y, mean, variance, ...reserve] = executeMultiple(
      "FusedBatchNormV3",
      FORWARD_ATTRIBUTES,
      [input!, weight!, bias!, runningMean, runningVariance],
      6,
    );
    runningMean.assign(mean!);
    runningVariance.assign(variance!);
    save([input!, weight!, ...reserve]);
    return {
      value: y!,
      gradFunc: (dy, saved) =>
        executeMultiple(
          "FusedBatchNormGradV3",
          GRADIENT_ATTRIBUTES,
          [dy, ...saved],
          5,
        ).slice(0, 3),
    };
  });
  return run(x, state.weight, state.bias) as tf.Tensor4D;
}

function trainPortable(
  x: tf.Tensor4D,
  state: BatchNormState,
  count: number,
): tf.Tensor4D {
  const axes = [0, 1, 2];
  const run = tf.customGrad((...args) => {
    const [input, weight, bias] = args as tf.Tensor[];
    const save = args[3] as tf.GradSaveFunc;
    const mean = tf.mean(input!, axes);
    const centred = tf.sub(input!, mean);
    const variance = tf.mean(tf.square(centred), axes);
    moveTowards(state.runningMean, mean);
    moveTowards(
      state.runningVariance,
      tf.mul(variance, count / (count - 1)),
    );
    const scale = tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON));
    const normalised = tf.mul(centred, scale);
    save([normalised, weight!, scale]);
    return {
      value: tf.add(tf.mul(normalised, weight!), bias!),
      gradFunc: (dy, saved) => {
        const [unit, factor, rate] = saved as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        const biasGradient = tf.sum(dy, axes);
        const weightGradient = tf.sum(tf.mul(dy, unit), axes);
        const common = tf.add(
          tf.div(biasGradient, count),
          tf.mul(unit, tf.div(weightGradient, count)),
        );
        const inputGradient = tf.mul(
          tf.sub(dy, common),
          tf.mul(factor, rate),
        );
        return [inputGradient, weightGradient, biasGradient];
      },
    };
  });
  return run(x, state.weight, state.bias) as tf.Tensor4D;
}

function moveTowards(running: tf.Variable, batch: tf.Tensor): void {
  running.assign(
    tf.add(
      tf.mul(running, 1 - BATCH_NORM_MOMENTUM),
      tf.mul(batch, BATCH_NORM_MOMENTUM),
    ),
  );
}

/** A factor and a summand a channel, each of shape [channels]. */
export interface ChannelAffine {
  readonly factor: tf.Tensor;
  readonly summand: tf.Tensor;
}

/**
 * Writes a batch normalisation by running statistics as `factor * x + summand` a channel, so that it can be folded into
 * the convolution before it.
 *
 * @param state Learned and running values.
 * @returns factor = weight / sqrt(variance + epsilon), summand = bias - mean * factor.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { batchNormAffine } from "./batch_norm.ts";
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
  const factor = tf.mul(
    state.weight,
    tf.rsqrt(tf.add(state.runningVariance, BATCH_NORM_EPSILON)),
  );
  return {
    factor,
    summand: tf.sub(state.bias, tf.mul(state.runningMean, factor)),
  };
}
