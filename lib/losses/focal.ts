import { tf } from "../tensor/mod.ts";
import { pixelCrossEntropy } from "./binary_cross_entropy.ts";

/**
 * Focal loss with gamma 2, mean over pixels: (1 - q)^2 times the cross-entropy, where q is the probability given to the
 * true class; no class weights. Lin et al., "Focal Loss for Dense Object Detection", 2017.
 *
 * @param logits [batch, height, width, channels].
 * @param target Of the same shape, in [0, 1].
 * @returns Not negative.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { focal } from "./focal.ts";
 *
 * await openBackend();
 * const loss = focal(tf.zeros([1, 1, 1, 1]), tf.ones([1, 1, 1, 1])).dataSync()[0]!;
 * if (Math.abs(loss - Math.LN2 / 4) > 1e-6) throw new Error();
 * ```
 */
export function focal(logits: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  const probability = tf.sigmoid(logits);
  // 1 - q = p + y - 2 p y.
  const missed = tf.sub(
    tf.add(probability, target),
    tf.mul(tf.mul(probability, target), 2),
  );
  return tf.mean(
    tf.mul(tf.square(missed), pixelCrossEntropy(logits, target)),
  );
}
