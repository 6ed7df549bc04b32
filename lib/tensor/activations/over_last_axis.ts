import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";

/** Puts an axis last, applies a function that keeps the shape, and puts it back. */
export function overLastAxis<T extends tf.Tensor>(
  x: T,
  axis: number,
  apply: (x: tf.Tensor) => tf.Tensor,
): T {
  const { rank } = x;
  const place = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(place) || place < 0 || place >= rank) {
    throw new InputError(
      `Cannot take a softmax: axis must be an integer from ${-rank} to ${
        rank - 1
      }, current value is ${axis}`,
    );
  }
  if (place === rank - 1) return apply(x) as T;
  // Swapping two axes is its own inverse.
  const swap = x.shape.map((_, i) => i);
  [swap[place], swap[rank - 1]] = [rank - 1, place];
  return tf.transpose(apply(tf.transpose(x, swap)), swap) as tf.Tensor as T;
}
