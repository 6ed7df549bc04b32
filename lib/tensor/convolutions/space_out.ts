import * as tf from "@tensorflow/tfjs-core";

/**
 * Puts zeros between the numbers along some axes, none before the first or after the last.
 *
 * @param x Any tensor.
 * @param distances From one number to the next, for each axis from the first on; axes left out stay as they are.
 * @returns Each such axis of `(size - 1) * distance + 1`.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { spaceOut } from "./space_out.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * if (spaceOut(tf.tensor1d([1, 2]), [3]).dataSync().join() !== "1,0,0,2") throw new Error();
 * ```
 */
export function spaceOut(
  x: tf.Tensor,
  distances: readonly number[],
): tf.Tensor {
  return distances.reduce(
    (spaced, distance, axis) => spaceAlong(spaced, axis, distance),
    x,
  );
}

function spaceAlong(x: tf.Tensor, axis: number, distance: number): tf.Tensor {
  const { shape } = x;
  const size = shape[axis]!;
  if (distance === 1 || size === 1) return x;
  const before = tf.util.sizeFromShape(shape.slice(0, axis));
  const behind = tf.util.sizeFromShape(shape.slice(axis + 1));
  const rows = tf.reshape(x, [before * size, behind]);
  const wide = tf.pad(rows, [[0, 0], [0, (distance - 1) * behind]]);
  const all = tf.reshape(wide, [before, size * distance * behind]);
  const span = (size - 1) * distance + 1;
  const used = tf.slice(all, 0, [before, span * behind]);
  return tf.reshape(used, shape.map((side, i) => i === axis ? span : side));
}
