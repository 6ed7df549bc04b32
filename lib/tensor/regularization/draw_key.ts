import type * as tf from "@tensorflow/tfjs-core";
import { InputError, randomSource } from "../../core/mod.ts";

/**
 * What random numbers of a training step are drawn from: equal keys give equal numbers, so that a step can be run
 * again, a run resumed, and a compiled graph, in which only `step` changes, drawn from anew.
 */
export interface DrawKey {
  /** The run's seed, an integer. */
  readonly seed: number;
  /** Which layer of the model draws, an integer; each needs its own. */
  readonly layer: number;
  /** Number of the training step, int32: a tensor, because it changes while the graph stays. */
  readonly step: tf.Tensor;
}

/**
 * One number for seed and layer, from 0 to 2^31 - 1.
 *
 * @throws {InputError} Where the key's step is no int32 scalar.
 */
export function layerSeed({ seed, layer, step }: DrawKey): number {
  if (step.dtype !== "int32" || step.rank !== 0) {
    throw new InputError(
      `Cannot draw random numbers: step must be an int32 scalar, current value is a ${step.dtype} tensor of shape ` +
        `[${step.shape}]; make it by tf.scalar(n, "int32")`,
    );
  }
  return randomSource(seed, "draw in a step", layer).integer(2 ** 31);
}
