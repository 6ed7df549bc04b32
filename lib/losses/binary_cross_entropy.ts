import { InputError } from "../core/mod.ts";
import type { CrossEntropySettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { pixelCrossEntropy } from "./pixel_cross_entropy.ts";
import { checkMode, perClassFactors, pixelMean, pixelsOf } from "./pixels.ts";

/**
 * Binary cross-entropy, mean over the pixels (and classes) that count. As SMP's `SoftBCEWithLogitsLoss`, save that
 * ignored pixels are not in the number that the sum is divided by.
 *
 * @param logits [batch, ...space, classes]; [batch, classes] for a head that looks at the whole image.
 * @param target Of the same shape, in [0, 1].
 * @param options Mode `binary` or `multilabel`; weight of the positives; smoothing.
 * @returns Not negative.
 * @throws {InputError} Where shapes, mode or settings do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { binaryCrossEntropy } from "./binary_cross_entropy.ts";
 *
 * await openBackend();
 * const loss = binaryCrossEntropy(tf.zeros([1, 2, 2, 1]), tf.ones([1, 2, 2, 1])).dataSync()[0]!;
 * if (Math.abs(loss - Math.LN2) > 1e-6) throw new Error();
 * ```
 */
export function binaryCrossEntropy(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: CrossEntropySettings & PixelOptions = {},
): tf.Scalar {
  const { mode = "binary", positiveWeight = 1, smoothing = 0 } = options;
  checkMode("bce", mode, ["binary", "multilabel"]);
  const weights = typeof positiveWeight === "number"
    ? [positiveWeight]
    : positiveWeight;
  if (weights.some((weight) => !(weight > 0 && Number.isFinite(weight)))) {
    throw new InputError(
      `Cannot compute the loss: positiveWeight of bce must be positive, current value is ${positiveWeight}`,
    );
  }
  return tf.tidy(() => {
    const pixels = pixelsOf(logits, target, options);
    const soft: tf.Tensor3D = smoothing === 0 ? pixels.target : tf.add(
      tf.mul(pixels.target, 1 - 2 * smoothing),
      smoothing,
    );
    if (weights.every((weight) => weight === 1)) {
      return pixelMean(pixelCrossEntropy(pixels.logits, soft), pixels);
    }
    // a softplus(-x) + b softplus(x) is a + b times the cross-entropy with the target a / (a + b).
    const positive: tf.Tensor3D = tf.mul(
      soft,
      typeof positiveWeight === "number" ? positiveWeight : perClassFactors(
        "positiveWeight",
        positiveWeight,
        pixels.logits.shape[2],
      ),
    );
    const both: tf.Tensor3D = tf.add(positive, tf.sub(1, soft));
    const values = pixelCrossEntropy(pixels.logits, tf.div(positive, both));
    return pixelMean(tf.mul(values, both), pixels);
  });
}
