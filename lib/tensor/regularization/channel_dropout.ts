import type * as tf from "@tensorflow/tfjs-core";
import type { DrawKey } from "./draw_key.ts";
import { dropWhole } from "./drop_whole.ts";

/**
 * Sets whole channels of a sample to 0 with a probability and divides the others by what is left of 1, as PyTorch's
 * `Dropout2d` and `Dropout3d` do in training; for inference leave it out.
 *
 * Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015.
 *
 * @param x Activations [batch, ..., channels].
 * @param probability Of dropping a channel, from 0 to 1; fixed when a step is compiled.
 * @param key Seed, layer and step.
 * @returns A tensor of x's shape.
 * @throws {InputError} Where `probability` is none, or the key's step no int32 scalar.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { channelDropout } from "./channel_dropout.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const key = { seed: 7, layer: 0, step: tf.scalar(12, "int32") };
 * const [a, , b] = channelDropout(tf.ones([1, 2, 1, 2]), 0.5, key).dataSync();
 * if (a !== b || (a !== 0 && a !== 2)) throw new Error();
 * ```
 */
export function channelDropout<T extends tf.Tensor>(
  x: T,
  probability: number,
  key: DrawKey,
): T {
  const last = x.rank - 1;
  const shape = x.shape.map((size, axis) =>
    axis === 0 || axis === last ? size : 1
  );
  return dropWhole(x, shape, probability, key);
}
