import type { ClassCrossEntropySettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { checkMode, perClassFactors, pixelMean, pixelsOf } from "./pixels.ts";
import { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";

/**
 * Cross-entropy between classes, as PyTorch's `cross_entropy`: mean over the pixels that count, or with class weights
 * the sum divided by the weights of the true classes. Per-pixel weights (U-Net's) are not in the divisor.
 *
 * @param logits [batch, ...space, classes].
 * @param target int32 class indices [batch, ...space].
 * @param options Class weights and smoothing; the mode is `multiclass`.
 * @returns Not negative.
 * @throws {InputError} Where shapes, types or settings do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { crossEntropy } from "./cross_entropy.ts";
 *
 * await openBackend();
 * const target = tf.tensor3d([0, 2], [1, 1, 2], "int32");
 * const loss = crossEntropy(tf.zeros([1, 1, 2, 3]), target).dataSync()[0]!;
 * if (Math.abs(loss - Math.log(3)) > 1e-6) throw new Error();
 * ```
 */
export function crossEntropy(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: ClassCrossEntropySettings & PixelOptions = {},
): tf.Scalar {
  const { mode = "multiclass", classWeights, smoothing = 0 } = options;
  checkMode("cross_entropy", mode, ["multiclass"]);
  return tf.tidy(() => {
    const pixels = pixelsOf(logits, target, { ...options, mode });
    const classes = pixels.logits.shape[2];
    let wanted: tf.Tensor3D = smoothing === 0 ? pixels.target : tf.add(
      tf.mul(pixels.target, 1 - smoothing),
      smoothing / classes,
    );
    if (!classWeights) {
      return pixelMean(softmaxCrossEntropy(pixels.logits, wanted), pixels);
    }
    const factors = perClassFactors("classWeights", classWeights, classes);
    wanted = tf.mul(wanted, factors);
    const truth: tf.Tensor3D = tf.sum(tf.mul(pixels.target, factors), 2, true);
    const { counted } = pixels;
    return pixelMean(
      softmaxCrossEntropy(pixels.logits, wanted),
      pixels,
      tf.sum(counted ? tf.mul(truth, counted) : truth),
    );
  });
}
