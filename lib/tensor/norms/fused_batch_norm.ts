// TensorFlow's own batch normalisation kernels; on the native backend only, and unseen by the tape.
import type * as tf from "@tensorflow/tfjs-core";
import {
  boolAttribute,
  executeMultiple,
  floatAttribute,
  type OperationAttribute,
  stringAttribute,
  typeAttribute,
} from "../binding.ts";

/** How the kernels normalise. */
export interface FusedBatchNormOptions {
  readonly epsilon: number;
  /** Statistics of the batch (true) or the given ones (false). */
  readonly training: boolean;
  /** Share of the batch in the statistics that come out; training only. @default {1} */
  readonly momentum?: number;
}

/** What `FusedBatchNormV3` gives; the statistics are [channels]. */
export interface FusedBatchNormResult {
  readonly value: tf.Tensor;
  /** `momentum` of the batch's, the rest of the given mean. */
  readonly mean: tf.Tensor;
  /** Unbiased; mixed as the mean is. */
  readonly variance: tf.Tensor;
  /** What the gradient's kernel wants; its meaning differs from device to device. */
  readonly reserve: readonly tf.Tensor[];
}

/**
 * `FusedBatchNormV3`.
 *
 * @param inputs x [batch, height, width, channels]; weight, bias, mean and variance [channels], the last two of shape
 * [0] where training begins without any.
 */
export function fusedBatchNorm(
  inputs: readonly tf.Tensor[],
  options: FusedBatchNormOptions,
): FusedBatchNormResult {
  const [value, mean, variance, ...reserve] = executeMultiple(
    "FusedBatchNormV3",
    [
      ...attributesOf(options),
      floatAttribute("exponential_avg_factor", options.momentum ?? 1),
    ],
    inputs,
    6,
  );
  return { value: value!, mean: mean!, variance: variance!, reserve };
}

/**
 * `FusedBatchNormGradV3`.
 *
 * @param inputs dy, x, weight, then the forward kernel's reserve; with given statistics these in its place: mean,
 * variance, and any third tensor.
 * @returns Gradients of x, weight and bias.
 */
export function fusedBatchNormGradient(
  inputs: readonly tf.Tensor[],
  options: FusedBatchNormOptions,
): tf.Tensor[] {
  return executeMultiple(
    "FusedBatchNormGradV3",
    attributesOf(options),
    inputs,
    5,
  ).slice(0, 3);
}

function attributesOf(
  { epsilon, training }: FusedBatchNormOptions,
): OperationAttribute[] {
  return [
    typeAttribute("T", "float32"),
    typeAttribute("U", "float32"),
    floatAttribute("epsilon", epsilon),
    stringAttribute("data_format", "NHWC"),
    boolAttribute("is_training", training),
  ];
}
