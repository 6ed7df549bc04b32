import * as tf from "@tensorflow/tfjs-core";
import { sigmoidGradient } from "./native_gradient.ts";
import { pointwise } from "./pointwise.ts";

/**
 * x * sigmoid(x), also called swish.
 *
 * Ramachandran, Zoph and Le, "Searching for Activation Functions", 2017.
 *
 * @param x Any shape.
 * @returns A tensor of x's shape, not below -0.2785.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { silu } from "./silu.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (Math.abs(silu(tf.tensor1d([1])).dataSync()[0]! - 0.7310586) > 1e-6) throw new Error();
 * ```
 */
export function silu<T extends tf.Tensor>(x: T): T {
  return pointwise(x, (x) => {
    const gate = tf.sigmoid(x);
    return {
      value: tf.mul(x, gate),
      derivative: () => tf.add(gate, sigmoidGradient(gate, x)),
    };
  });
}
