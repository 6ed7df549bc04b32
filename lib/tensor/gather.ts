import * as tf from "@tensorflow/tfjs-core";
import {
  executeSingle,
  intAttribute,
  isNative,
  typeAttribute,
} from "./binding.ts";
import { elementTypeOf } from "./element_type.ts";

/**
 * The entries of an axis that indices name, without a gradient. Native: `GatherV2` itself; tfjs's call of it reads the
 * indices back to check them, which stalls the step and cannot be compiled.
 *
 * @param x float32, int32 or bool.
 * @param indices int32, all within the axis.
 * @param axis Which axis of `x`, from 0.
 * @returns A tensor of x's shape, with as many entries along the axis as there are indices.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { gather } from "./gather.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const taken = gather(tf.tensor1d([5, 6, 7]), tf.tensor1d([2, 0, 2], "int32"), 0);
 * if ([...taken.dataSync()].join() !== "7,5,7") throw new Error();
 * ```
 */
export function gather(
  x: tf.Tensor,
  indices: tf.Tensor1D,
  axis: number,
): tf.Tensor {
  if (!isNative()) return tf.gather(x, indices, axis);
  const type = elementTypeOf(x.dtype);
  const attributes = [
    intAttribute("batch_dims", 0),
    typeAttribute("Tparams", type),
    typeAttribute("Tindices", "int32"),
    typeAttribute("Taxis", "int32"),
  ];
  return tf.tidy(() =>
    executeSingle("GatherV2", attributes, [
      x,
      indices,
      tf.scalar(axis, "int32"),
    ])
  );
}
