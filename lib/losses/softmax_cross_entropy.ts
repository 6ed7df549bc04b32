import { logSoftmax, tf } from "../tensor/mod.ts";

/**
 * -sum over the last axis of q log softmax(x), whose axis is kept with size 1. The gradient by x is
 * softmax(x) sum(q) - q, and by q nothing flows: q need not sum to 1, so it can carry weights.
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor3D,
  target: tf.Tensor3D,
): tf.Tensor3D {
  const run = tf.customGrad((...args) => {
    const [x, q, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const logarithm = logSoftmax(x);
    save([logarithm, q]);
    return {
      value: tf.neg(tf.sum(tf.mul(q, logarithm), -1, true)),
      gradFunc: (dy, saved) => {
        const [logarithm, q] = saved as [tf.Tensor, tf.Tensor];
        const total = tf.sum(q, -1, true);
        return [
          tf.mul(dy, tf.sub(tf.mul(tf.exp(logarithm), total), q)),
          tf.zerosLike(q),
        ];
      },
    };
  });
  return run(logits, target) as tf.Tensor3D;
}
