import * as tf from "@tensorflow/tfjs-core";

/** A function's value, and its derivative on demand; it may use what the value was made from. */
export interface Pointwise {
  readonly value: tf.Tensor;
  readonly derivative: () => tf.Tensor;
}

/**
 * A function of each number by itself, with its gradient: the derivative is made along with the value, from the same
 * intermediate tensors, and is all that is kept for the way back, which is then one product.
 *
 * @param x Any shape.
 * @param evaluate The function; the tape does not see it.
 */
export function pointwise<T extends tf.Tensor>(
  x: T,
  evaluate: (x: tf.Tensor) => Pointwise,
): T {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const { value, derivative } = evaluate(input);
    // Inference has no tape, and nothing would be kept.
    if (tf.engine().state.gradientDepth > 0) save([derivative()]);
    return { value, gradFunc: (dy, saved) => tf.mul(dy, saved[0]!) };
  });
  return run(x) as T;
}
