import { tf } from "../tensor/mod.ts";

/** Added above and below the fraction: an empty target predicted empty loses 0, and no division is by 0. */
export const DICE_SMOOTHING = 1;

/**
 * Soft Dice loss over all pixels of the batch together: 1 - (2 sum(p y) + s) / (sum(p) + sum(y) + s), p = sigmoid of
 * the logits, s = {@linkcode DICE_SMOOTHING} pixel. Taking the batch as one image keeps images without foreground from
 * pulling every probability to 0. Milletari et al., "V-Net", 2016, without their squares.
 *
 * @param logits [batch, height, width, channels].
 * @param target Of the same shape, in [0, 1].
 * @returns In [0, 1].
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { softDice } from "./soft_dice.ts";
 *
 * await openBackend();
 * const perfect = softDice(tf.tensor4d([99, -99], [1, 1, 2, 1]), tf.tensor4d([1, 0], [1, 1, 2, 1]));
 * if (Math.abs(perfect.dataSync()[0]!) > 1e-6) throw new Error();
 * ```
 */
export function softDice(logits: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  const probability = tf.sigmoid(logits);
  const both = tf.sum(tf.mul(probability, target));
  const sizes = tf.add(tf.sum(probability), tf.sum(target));
  return tf.sub(
    1,
    tf.div(
      tf.add(tf.mul(both, 2), DICE_SMOOTHING),
      tf.add(sizes, DICE_SMOOTHING),
    ),
  );
}
