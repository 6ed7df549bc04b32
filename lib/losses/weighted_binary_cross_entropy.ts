import type { WeightedCrossEntropySettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { pixelCrossEntropy } from "./pixel_cross_entropy.ts";
import { checkMode, pixelsOf } from "./pixels.ts";

/**
 * Binary cross-entropy in which the positive and the negative pixels weigh a fixed share each, however few they are:
 * `positive` x mean over the pixels with a target above 0.5 + `negative` x mean over those below, both over the whole
 * batch and all its classes. SIIM-ACR's eighth place (after Heng CherKeng), who trained with 0.1 and 4.9 or 7.9.
 *
 * @param logits [batch, ...space, classes].
 * @param target Of the same shape, in [0, 1]; a pixel of just 0.5 has no part.
 * @param options Mode `binary` or `multilabel`; the two factors.
 * @returns Not negative; a kind of pixel that is absent adds 0.
 * @throws {InputError} Where shapes or mode do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { weightedBinaryCrossEntropy } from "./weighted_binary_cross_entropy.ts";
 *
 * await openBackend();
 * const target = tf.tensor4d([1, 0, 0, 0], [1, 2, 2, 1]);
 * const loss = weightedBinaryCrossEntropy(tf.zeros([1, 2, 2, 1]), target, { positive: 0.1, negative: 4.9 });
 * if (Math.abs(loss.dataSync()[0]! - 5 * Math.LN2) > 1e-5) throw new Error();
 * ```
 */
export function weightedBinaryCrossEntropy(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: WeightedCrossEntropySettings & PixelOptions = {},
): tf.Scalar {
  const { mode = "binary", positive = 0.25, negative = 0.75 } = options;
  checkMode("weighted_bce", mode, ["binary", "multilabel"]);
  return tf.tidy(() => {
    const pixels = pixelsOf(logits, target, options);
    const { counted, weights } = pixels;
    const values = pixelCrossEntropy(pixels.logits, pixels.target);
    const meanWhere = (chosen: tf.Tensor): tf.Scalar => {
      const kind = tf.cast(chosen, "float32");
      const number = tf.sum(counted ? tf.mul(kind, counted) : kind);
      const factors = weights ? tf.mul(kind, weights) : kind;
      return tf.div(tf.sum(tf.mul(values, factors)), tf.maximum(number, 1));
    };
    return tf.add(
      tf.mul(meanWhere(tf.greater(pixels.target, 0.5)), positive),
      tf.mul(meanWhere(tf.less(pixels.target, 0.5)), negative),
    );
  });
}
