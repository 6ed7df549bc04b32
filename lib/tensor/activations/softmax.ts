import * as tf from "@tensorflow/tfjs-core";
import { overLastAxis } from "./over_last_axis.ts";

/**
 * exp(x) / sum(exp(x)) over an axis. Native: `Softmax`; the gradient keeps only the output.
 *
 * @param x Any shape of at least one axis.
 * @param axis Which sums to 1; negative counts from the end. @default {-1}
 * @returns A tensor of x's shape, between 0 and 1.
 * @throws {InputError} Where x has no such axis.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { softmax } from "./softmax.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = softmax(tf.tensor2d([5, 1, 5, 1], [2, 2]), 0).dataSync();
 * if (Math.abs(y[1]! - 0.5) > 1e-6) throw new Error();
 * ```
 */
export function softmax<T extends tf.Tensor>(x: T, axis = -1): T {
  return overLastAxis(x, axis, (input) => {
    const run = tf.customGrad((...args) => {
      const [logits, save] = args as [tf.Tensor, tf.GradSaveFunc];
      const y = tf.exp(tf.logSoftmax(logits));
      save([y]);
      return {
        value: y,
        gradFunc: (dy, saved) => {
          const weighted = tf.mul(dy, saved[0]!);
          const sums = tf.sum(weighted, -1, true);
          return tf.sub(weighted, tf.mul(saved[0]!, sums));
        },
      };
    });
    return run(input);
  });
}
