import type * as tf from "@tensorflow/tfjs-core";

/** What follows the normalisation: `weight * normalised + bias`; each of shape [channels]. */
export interface NormAffine {
  /** Factor after normalising (gamma). */
  readonly weight: tf.Tensor;
  /** Summand after normalising (beta). */
  readonly bias: tf.Tensor;
}

/** How a group, instance or layer normalisation works. */
export interface NormOptions {
  /** Added to the variance under the root. @default {1e-5} */
  readonly epsilon?: number;
}

/** PyTorch's default of every normalisation. */
export const NORM_EPSILON = 1e-5;
