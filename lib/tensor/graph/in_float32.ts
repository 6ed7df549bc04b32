import * as tf from "@tensorflow/tfjs-core";
import { executeSingle, typeAttribute } from "../binding.ts";
import { isTracing } from "./absent_values.ts";

/**
 * Has a compiled step go on in float32 from here, and its gradient up to here, whatever precision the step is compiled
 * to; in float32, and where nothing is compiled, the tensor itself.
 *
 * Sums over many pixels, exponentials and logarithms need it: a loss begins with it.
 *
 * @param x float32, as every tensor outside of a graph.
 * @returns The same values.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { inFloat32 } from "./in_float32.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const x = tf.scalar(2);
 * if (inFloat32(x) !== x) throw new Error();
 * ```
 */
export function inFloat32<T extends tf.Tensor>(x: T): T {
  if (!isTracing()) return x;
  const run = tf.customGrad((...args) => ({
    value: identity(args[0] as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => identity(dy),
  }));
  return run(x) as T;
}

/** Not among the operations that follow into a lower precision; recorded, other than `tf.clone`. */
const identity = (x: tf.Tensor): tf.Tensor =>
  executeSingle("Identity", [typeAttribute("T", "float32")], [x]);
