import type * as tf from "@tensorflow/tfjs-core";
import type { NormAffine, NormOptions } from "./norm_affine.ts";

/**
 * What a batch normalisation learns and what it gathers, each of shape [channels], and its two constants: they stand
 * here, so that training, inference and folding cannot disagree on them.
 */
export interface BatchNormState extends NormAffine, NormOptions {
  /** Running mean of the batches; changed in place while training. */
  readonly runningMean: tf.Variable;
  /** Running unbiased variance of the batches; changed in place while training. */
  readonly runningVariance: tf.Variable;
  /** Share of a new batch in the running statistics, as PyTorch counts it (Keras: 1 - momentum). @default {0.1} */
  readonly momentum?: number;
}

/** PyTorch's default. */
export const BATCH_NORM_MOMENTUM = 0.1;
