import * as tf from "@tensorflow/tfjs-core";
import { relu6Gradient } from "./native_gradient.ts";

/**
 * min(max(x, 0), 6), with gradient 0 at 0 and at 6 as in PyTorch (tfjs's own is 1 at 6). Native: `Relu6` and
 * `Relu6Grad`; only the output is kept.
 *
 * @param x Any shape.
 * @returns A tensor of x's shape, between 0 and 6.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { relu6 } from "./relu6.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (relu6(tf.tensor1d([-1, 2, 7])).dataSync().join() !== "0,2,6") throw new Error();
 * ```
 */
export function relu6<T extends tf.Tensor>(x: T): T {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const y = tf.relu6(input);
    save([y]);
    return {
      value: y,
      gradFunc: (dy, saved) => relu6Gradient(saved[0]!, dy),
    };
  });
  return run(x) as T;
}
