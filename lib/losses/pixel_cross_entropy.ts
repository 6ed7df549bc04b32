import { tf } from "../tensor/mod.ts";

/**
 * Binary cross-entropy of each pixel, from logits: max(x, 0) - x y + log(1 + exp(-|x|)), which neither overflows nor
 * loses small values. Its gradient by x is sigmoid(x) - y, and by y nothing flows.
 *
 * @param logits Any shape, any size of number.
 * @param target Of the same shape, in [0, 1].
 * @returns A loss a pixel.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { pixelCrossEntropy } from "./pixel_cross_entropy.ts";
 *
 * await openBackend();
 * const loss = pixelCrossEntropy(tf.tensor1d([0, 1000]), tf.tensor1d([1, 0])).dataSync();
 * if (Math.abs(loss[0]! - Math.LN2) > 1e-6 || loss[1] !== 1000) throw new Error();
 * ```
 */
export function pixelCrossEntropy<T extends tf.Tensor>(
  logits: T,
  target: T,
): T {
  const run = tf.customGrad((...args) => {
    const [x, y, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    save([x, y]);
    const value = tf.add(
      tf.sub(tf.relu(x), tf.mul(x, y)),
      tf.softplus(tf.neg(tf.abs(x))),
    );
    return {
      value,
      gradFunc: (dy, saved) => [
        tf.mul(dy, tf.sub(tf.sigmoid(saved[0]!), saved[1]!)),
        tf.zerosLike(saved[1]!),
      ],
    };
  });
  return run(logits, target) as T;
}
