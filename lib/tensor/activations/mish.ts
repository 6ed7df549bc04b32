import * as tf from "@tensorflow/tfjs-core";
import { tanhGradient } from "./native_gradient.ts";
import { pointwise } from "./pointwise.ts";

/**
 * x * tanh(log(1 + exp(x))).
 *
 * Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019.
 *
 * @param x Any shape.
 * @returns A tensor of x's shape, not below -0.3089.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { mish } from "./mish.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (Math.abs(mish(tf.tensor1d([1])).dataSync()[0]! - 0.8650984) > 1e-6) throw new Error();
 * ```
 */
export function mish<T extends tf.Tensor>(x: T): T {
  return pointwise(x, (x) => {
    const gate = tf.tanh(tf.softplus(x));
    return {
      value: tf.mul(x, gate),
      derivative: () =>
        tf.add(gate, tf.mul(tf.sigmoid(x), tanhGradient(gate, x))),
    };
  });
}
