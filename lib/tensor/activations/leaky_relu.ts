import * as tf from "@tensorflow/tfjs-core";
import {
  executeSingle,
  floatAttribute,
  isNative,
  typeAttribute,
} from "../binding.ts";

/**
 * x where it is positive, else slope * x, with gradient `slope` at 0. Native: `LeakyRelu` and `LeakyReluGrad`.
 *
 * Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013. nnU-Net's slope is the
 * default.
 *
 * @param x Any shape.
 * @param slope Factor of what is not positive. @default {0.01}
 * @returns A tensor of x's shape.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { leakyRelu } from "./leaky_relu.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (leakyRelu(tf.tensor1d([-2, 2]), 0.5).dataSync().join() !== "-1,2") throw new Error();
 * ```
 */
export function leakyRelu<T extends tf.Tensor>(x: T, slope = 0.01): T {
  if (!isNative()) return tf.leakyRelu(x, slope);
  const attributes = [
    typeAttribute("T", "float32"),
    floatAttribute("alpha", slope),
  ];
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const y = executeSingle("LeakyRelu", attributes, [input]);
    // The output, which the next layer keeps anyway, has the input's sign unless the slope turns it.
    save([slope >= 0 ? y : input]);
    return {
      value: y,
      gradFunc: (dy, saved) =>
        executeSingle("LeakyReluGrad", attributes, [dy, saved[0]!]),
    };
  });
  return run(x) as T;
}
