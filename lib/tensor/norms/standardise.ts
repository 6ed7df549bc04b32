import * as tf from "@tensorflow/tfjs-core";

/**
 * (x - mean) / sqrt(variance + epsilon) over some axes, the variance biased; composed, with a gradient of its own that
 * keeps one tensor of x's size.
 *
 * @param x Any shape.
 * @param axes Those over which mean and variance are taken.
 * @param epsilon Added to the variance.
 * @param observe Is told the mean and the biased variance, with `axes` kept as 1; no gradient flows through them.
 */
export function standardise(
  x: tf.Tensor,
  axes: number[],
  epsilon: number,
  observe?: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const mean = tf.mean(input, axes, true);
    const centred = tf.sub(input, mean);
    const variance = tf.mean(tf.square(centred), axes, true);
    observe?.(mean, variance);
    const rate = tf.rsqrt(tf.add(variance, epsilon));
    const value = tf.mul(centred, rate);
    save([value, rate]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [unit, factor] = saved as [tf.Tensor, tf.Tensor];
        const level = tf.mean(dy, axes, true);
        const slope = tf.mean(tf.mul(dy, unit), axes, true);
        return tf.mul(
          tf.sub(tf.sub(dy, level), tf.mul(unit, slope)),
          factor,
        );
      },
    };
  });
  return run(x);
}
