import * as tf from "@tensorflow/tfjs-core";
import { relu6Gradient } from "./native_gradient.ts";

/**
 * relu6(x + 3) / 6, with gradient 0 at -3 and at 3 as in PyTorch.
 *
 * Howard et al., "Searching for MobileNetV3", 2019.
 *
 * @param x Any shape.
 * @returns A tensor of x's shape, between 0 and 1.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { hardSigmoid } from "./hard_sigmoid.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (hardSigmoid(tf.tensor1d([-4, 0, 4])).dataSync().join() !== "0,0.5,1") throw new Error();
 * ```
 */
export function hardSigmoid<T extends tf.Tensor>(x: T): T {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const ramp = tf.relu6(tf.add(input, 3));
    save([ramp]);
    return {
      value: tf.mul(ramp, 1 / 6),
      gradFunc: (dy, saved) => tf.mul(relu6Gradient(saved[0]!, dy), 1 / 6),
    };
  });
  return run(x) as T;
}
