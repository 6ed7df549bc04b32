import * as tf from "@tensorflow/tfjs-core";
import { executeSingle, isNative, typeAttribute } from "../binding.ts";
import { overLastAxis } from "./over_last_axis.ts";

/**
 * x - log(sum(exp(x))) over an axis: the logarithm of {@linkcode softmax}, exact where that would be 0. Native:
 * `LogSoftmax`; the gradient keeps only the output.
 *
 * @param x Any shape of at least one axis.
 * @param axis Over which the exponentials sum to 1; negative counts from the end. @default {-1}
 * @returns A tensor of x's shape, not positive.
 * @throws {InputError} Where x has no such axis.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { logSoftmax } from "./log_softmax.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (logSoftmax(tf.tensor1d([0, 200])).dataSync()[0] !== -200) throw new Error();
 * ```
 */
export function logSoftmax<T extends tf.Tensor>(x: T, axis = -1): T {
  return overLastAxis(x, axis, (input) => {
    const run = tf.customGrad((...args) => {
      const [logits, save] = args as [tf.Tensor, tf.GradSaveFunc];
      const y = isNative()
        ? executeSingle("LogSoftmax", [typeAttribute("T", "float32")], [logits])
        : compose(logits);
      save([y]);
      return {
        value: y,
        gradFunc: (dy, saved) => {
          const sums = tf.sum(dy, -1, true);
          return tf.sub(dy, tf.mul(tf.exp(saved[0]!), sums));
        },
      };
    });
    return run(input);
  });
}

function compose(logits: tf.Tensor): tf.Tensor {
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}
