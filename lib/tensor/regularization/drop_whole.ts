import * as tf from "@tensorflow/tfjs-core";
import type { DrawKey } from "./draw_key.ts";
import { checkProbability, keepMask, keepScale } from "./keep_mask.ts";

/**
 * Drops parts of x as wholes: one draw for each number of `shape`, which holds x's sizes and 1 where an axis is dropped
 * together.
 */
export function dropWhole<T extends tf.Tensor>(
  x: T,
  shape: readonly number[],
  probability: number,
  key: DrawKey,
): T {
  checkProbability(probability);
  if (probability === 0) return x.clone();
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const factor = tf.mul(
      tf.cast(keepMask(shape, probability, key), "float32"),
      keepScale(probability),
    );
    save([factor]);
    return {
      value: tf.mul(input, factor),
      gradFunc: (dy, saved) => tf.mul(dy, saved[0]!),
    };
  });
  return run(x) as T;
}
