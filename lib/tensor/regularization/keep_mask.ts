import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import type { DrawKey } from "./draw_key.ts";
import { drawUniform } from "./draw_uniform.ts";

/** True with probability 1 - `probability`, each for itself. */
export function keepMask(
  shape: readonly number[],
  probability: number,
  key: DrawKey,
): tf.Tensor {
  return tf.greaterEqual(drawUniform(shape, key), probability);
}

/** @throws {InputError} Where it is no probability. */
export function checkProbability(probability: number): void {
  if (!(probability >= 0 && probability <= 1)) {
    throw new InputError(
      `Cannot drop activations: probability must be from 0 to 1, current value is ${probability}`,
    );
  }
}

/** 1 / (1 - probability), so that the mean stays; 0 where all is dropped. */
export function keepScale(probability: number): number {
  return probability === 1 ? 0 : 1 / (1 - probability);
}
