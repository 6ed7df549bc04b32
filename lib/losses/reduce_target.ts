import { InputError } from "../core/mod.ts";
import { gather, tf } from "../tensor/mod.ts";

/** How a target becomes smaller: every n-th pixel, or the largest of each block. */
export type TargetReduction = "nearest" | "max";

/** PyTorch's rule of `interpolate(mode="nearest")`: output i reads input floor(i * inputs / outputs). */
function nearestAlong(map: tf.Tensor, axis: number, size: number): tf.Tensor {
  const ratio = map.shape[axis]! / size;
  const from = Int32Array.from(
    { length: size },
    (_, i) => Math.floor(i * ratio),
  );
  return gather(map, tf.tensor1d(from, "int32"), axis);
}

function maxAlong(map: tf.Tensor, axis: number, size: number): tf.Tensor {
  const side = map.shape[axis]!;
  if (side % size !== 0) {
    throw new InputError(
      `Cannot reduce the target by its largest values: its sides must be multiples of the level's, current values are ${side} and ${size}`,
      {
        remedy:
          'Choose sides that the network\'s stride divides, or the reduction "nearest".',
      },
    );
  }
  const { shape } = map;
  const blocks = tf.reshape(map, [
    ...shape.slice(0, axis),
    size,
    side / size,
    ...shape.slice(axis + 1),
  ]);
  return tf.max(blocks, axis + 1);
}

/**
 * Brings a target (or a mask, or weights) to the resolution of an earlier level of the network, type kept.
 *
 * @param map [batch, ...space] or [batch, ...space, classes]; axes of size 1 are left.
 * @param space The level's sides, such as [height, width].
 * @param reduction `nearest` for any target; `max` for targets in [0, 1], where no small object vanishes.
 * @returns [batch, ...level's space] or with classes.
 * @throws {InputError} Where `max` meets sides that are not multiples of the level's.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { reduceTarget } from "./reduce_target.ts";
 *
 * await openBackend();
 * const row = tf.tensor4d([0, 1, 0, 0], [1, 1, 4, 1]);
 * if (reduceTarget(row, [1, 2], "nearest").dataSync()[0] !== 0) throw new Error();
 * if (reduceTarget(row, [1, 2], "max").dataSync()[0] !== 1) throw new Error();
 * ```
 */
export function reduceTarget(
  map: tf.Tensor,
  space: readonly number[],
  reduction: TargetReduction,
): tf.Tensor {
  const along = reduction === "max" ? maxAlong : nearestAlong;
  return tf.tidy(() =>
    space.reduce((reduced, size, i) => {
      const side = reduced.shape[i + 1]!;
      return side === size || side === 1
        ? reduced
        : along(reduced, i + 1, size);
    }, tf.clone(map))
  );
}
