import * as tf from "@tensorflow/tfjs-core";
import { relu6Gradient } from "./native_gradient.ts";
import { pointwise } from "./pointwise.ts";

/**
 * x * relu6(x + 3) / 6, with gradient 0 at -3 and 1 at 3 as in PyTorch.
 *
 * Howard et al., "Searching for MobileNetV3", 2019.
 *
 * @param x Any shape.
 * @returns A tensor of x's shape, not below -0.375.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { hardSwish } from "./hard_swish.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = hardSwish(tf.tensor1d([-4, 4])).dataSync();
 * if (y[0] !== 0 || Math.abs(y[1]! - 4) > 1e-6) throw new Error();
 * ```
 */
export function hardSwish<T extends tf.Tensor>(x: T): T {
  return pointwise(x, (x) => {
    const ramp = tf.relu6(tf.add(x, 3));
    const sixth = tf.mul(x, 1 / 6);
    return {
      value: tf.mul(sixth, ramp),
      derivative: () => tf.add(tf.mul(ramp, 1 / 6), relu6Gradient(ramp, sixth)),
    };
  });
}
