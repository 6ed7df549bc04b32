import * as tf from "@tensorflow/tfjs-core";
import {
  executeSingle,
  isNative,
  stringAttribute,
  typeAttribute,
} from "./binding.ts";

/**
 * Adds a number a channel. Native: `BiasAdd` and `BiasAddGrad`.
 *
 * @param x Activations [batch, ..., channels].
 * @param bias [channels].
 * @returns x + bias.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { biasAdd } from "./bias_add.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = biasAdd(tf.zeros([1, 1, 1, 2]), tf.tensor1d([3, 4]));
 * if (y.dataSync()[1] !== 4) throw new Error();
 * ```
 */
export function biasAdd<T extends tf.Tensor>(x: T, bias: tf.Tensor): T {
  if (!isNative()) return tf.add(x, bias);
  const attributes = [
    typeAttribute("T", "float32"),
    stringAttribute("data_format", "NHWC"),
  ];
  const run = tf.customGrad((...args) => ({
    value: executeSingle(
      "BiasAdd",
      attributes,
      args.slice(0, 2) as tf.Tensor[],
    ),
    gradFunc: (dy) => [
      tf.clone(dy),
      // As a matrix: in a compiled graph TensorFlow would join it with the filter's gradient, with other last digits.
      executeSingle("BiasAddGrad", attributes, [
        tf.reshape(dy, [-1, bias.size]),
      ]),
    ],
  }));
  return run(x, bias) as T;
}
