import * as tf from "@tensorflow/tfjs-core";
import { executeSingle, isNative, typeAttribute } from "../binding.ts";
import type { DrawKey } from "./draw_key.ts";
import { checkProbability, keepMask, keepScale } from "./keep_mask.ts";

/**
 * Sets each number to 0 with a probability and divides the others by what is left of 1, as PyTorch's `dropout` does in
 * training; for inference leave it out.
 *
 * Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014. What is dropped depends
 * on the key alone and is the same on every backend; a boolean a number is kept for the gradient.
 *
 * @param x Any shape.
 * @param probability Of dropping, from 0 to 1; fixed when a step is compiled.
 * @param key Seed, layer and step.
 * @returns A tensor of x's shape.
 * @throws {InputError} Where `probability` is none, or the key's step no int32 scalar.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { dropout } from "./dropout.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const key = { seed: 7, layer: 0, step: tf.scalar(12, "int32") };
 * const y = dropout(tf.ones([1000]), 0.75, key).dataSync();
 * if (!y.every((value) => value === 0 || value === 4)) throw new Error();
 * if (Math.abs(y.filter((value) => value === 0).length - 750) > 60) throw new Error();
 * ```
 */
export function dropout<T extends tf.Tensor>(
  x: T,
  probability: number,
  key: DrawKey,
): T {
  checkProbability(probability);
  if (probability === 0) return x.clone();
  const scale = keepScale(probability);
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const mask = keepMask(input.shape, probability, key);
    save([mask]);
    return {
      value: select(mask, tf.mul(input, scale)),
      gradFunc: (dy, saved) => select(saved[0]!, tf.mul(dy, scale)),
    };
  });
  return run(x) as T;
}

/** The values where the mask holds, else 0. */
function select(mask: tf.Tensor, values: tf.Tensor): tf.Tensor {
  return isNative()
    ? executeSingle("SelectV2", [typeAttribute("T", "float32")], [
      mask,
      values,
      tf.scalar(0),
    ])
    : tf.where(mask, values, tf.zerosLike(values));
}
