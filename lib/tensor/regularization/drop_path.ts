import type * as tf from "@tensorflow/tfjs-core";
import type { DrawKey } from "./draw_key.ts";
import { dropWhole } from "./drop_whole.ts";

/**
 * Stochastic depth: sets whole samples of a residual branch to 0 with a probability and divides the others by what is
 * left of 1, as timm's `drop_path`; for inference leave it out.
 *
 * Huang et al., "Deep Networks with Stochastic Depth", 2016.
 *
 * @param x The branch [batch, ...], before it is added to the shortcut.
 * @param probability Of dropping a sample, from 0 to 1; fixed when a step is compiled.
 * @param key Seed, layer and step.
 * @returns A tensor of x's shape.
 * @throws {InputError} Where `probability` is none, or the key's step no int32 scalar.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { dropPath } from "./drop_path.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const key = { seed: 7, layer: 0, step: tf.scalar(12, "int32") };
 * const [a, b] = dropPath(tf.ones([1, 2]), 0.5, key).dataSync();
 * if (a !== b || (a !== 0 && a !== 2)) throw new Error();
 * ```
 */
export function dropPath<T extends tf.Tensor>(
  x: T,
  probability: number,
  key: DrawKey,
): T {
  const shape = x.shape.map((size, axis) => axis === 0 ? size : 1);
  return dropWhole(x, shape, probability, key);
}
