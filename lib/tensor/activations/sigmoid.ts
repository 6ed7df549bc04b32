import * as tf from "@tensorflow/tfjs-core";
import { sigmoidGradient } from "./native_gradient.ts";

/**
 * 1 / (1 + exp(-x)). Native: `Sigmoid` and `SigmoidGrad`, one kernel each way; tfjs's own gradient takes three.
 *
 * @param x Any shape.
 * @returns A tensor of x's shape, between 0 and 1.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { sigmoid } from "./sigmoid.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (sigmoid(tf.tensor1d([0])).dataSync()[0] !== 0.5) throw new Error();
 * ```
 */
export function sigmoid<T extends tf.Tensor>(x: T): T {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const y = tf.sigmoid(input);
    save([y]);
    return {
      value: y,
      gradFunc: (dy, saved) => sigmoidGradient(saved[0]!, dy),
    };
  });
  return run(x) as T;
}
