import { tf } from "../tensor/mod.ts";

/**
 * Mean squared difference of two networks' probabilities, for a mean teacher (SIIM-ACR's fifth place; Tarvainen and
 * Valpola, 2017). No gradient flows to the teacher.
 *
 * @param logits The student's, any shape.
 * @param teacher The teacher's logits, of the same shape.
 * @returns In [0, 1].
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { consistency } from "./consistency.ts";
 *
 * await openBackend();
 * const loss = consistency(tf.zeros([1, 1, 1, 1]), tf.fill([1, 1, 1, 1], 99)).dataSync()[0]!;
 * if (Math.abs(loss - 0.25) > 1e-6) throw new Error();
 * ```
 */
export function consistency(logits: tf.Tensor, teacher: tf.Tensor): tf.Scalar {
  const constant = tf.customGrad((...args) => {
    const [x] = args as [tf.Tensor];
    return { value: tf.sigmoid(x), gradFunc: (dy) => tf.zerosLike(dy) };
  });
  return tf.tidy(() =>
    tf.mean(tf.square(tf.sub(tf.sigmoid(logits), constant(teacher))))
  );
}
