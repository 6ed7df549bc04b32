import type * as tf from "@tensorflow/tfjs-core";
import { executeSingle, isNative, typeAttribute } from "./binding.ts";
import { elementTypeOf } from "./element_type.ts";

/**
 * Has the backend take over a tensor's values at once. Values that come from the host stay there until an operation
 * needs them: those of a large network would all lie in the host's memory before its first step, and be garbage after.
 *
 * @param values Of float32, int32 or bool; not disposed of.
 * @returns A tensor of the same values, with data of its own where TensorFlow runs.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { handOver } from "./hand_over.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (handOver(tf.tensor1d([1, 2])).dataSync()[1] !== 2) throw new Error();
 * ```
 */
export function handOver(values: tf.Tensor): tf.Tensor {
  if (!isNative()) return values.clone();
  const type = elementTypeOf(values.dtype);
  return executeSingle("Identity", [typeAttribute("T", type)], [values]);
}
