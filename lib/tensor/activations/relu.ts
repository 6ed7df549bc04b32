import * as tf from "@tensorflow/tfjs-core";
import { executeSingle, isNative, typeAttribute } from "../binding.ts";

/**
 * max(x, 0), with gradient 0 at 0. Native: `Relu` and `ReluGrad`, one kernel each way; tfjs's own gradient takes
 * several.
 *
 * @param x Any shape.
 * @returns A tensor of x's shape.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { relu } from "./relu.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (relu(tf.tensor1d([-1, 2])).dataSync()[1] !== 2) throw new Error();
 * ```
 */
export function relu<T extends tf.Tensor>(x: T): T {
  if (!isNative()) return tf.relu(x);
  const attributes = [typeAttribute("T", "float32")];
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const y = executeSingle("Relu", attributes, [input]);
    save([y]);
    return {
      value: y,
      gradFunc: (dy, saved) =>
        executeSingle("ReluGrad", attributes, [dy, saved[0]!]),
    };
  });
  return run(x) as T;
}
