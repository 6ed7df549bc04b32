import type { MarginSettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { checkMode, pixelMean, pixelsOf } from "./pixels.ts";

/**
 * SegCaps' margin loss, mean over pixels: y max(0, 0.5 + m - p)^2 + n (1 - y) max(0, p - 0.5 + m)^2, p the sigmoid of the
 * logit (a capsule's length). LaLonde and Bagci, "Capsules for Object Segmentation", 2018.
 *
 * @param logits [batch, ...space, classes].
 * @param target Of the same shape, in [0, 1].
 * @param options Mode `binary` or `multilabel`; `margin` m and `negative` n.
 * @returns Not negative.
 * @throws {InputError} Where shapes or mode do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { margin } from "./margin.ts";
 *
 * await openBackend();
 * const loss = margin(tf.zeros([1, 1, 1, 1]), tf.ones([1, 1, 1, 1])).dataSync()[0]!;
 * if (Math.abs(loss - 0.16) > 1e-6) throw new Error();
 * ```
 */
export function margin(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: MarginSettings & PixelOptions = {},
): tf.Scalar {
  const { mode = "binary", margin = 0.4, negative = 0.5 } = options;
  checkMode("margin", mode, ["binary", "multilabel"]);
  return tf.tidy(() => {
    const pixels = pixelsOf(logits, target, options);
    const p = tf.sigmoid(pixels.logits);
    const short = tf.square(tf.relu(tf.sub(0.5 + margin, p)));
    const long = tf.square(tf.relu(tf.sub(p, 0.5 - margin)));
    const values: tf.Tensor3D = tf.add(
      tf.mul(pixels.target, short),
      tf.mul(tf.mul(tf.sub(1, pixels.target), long), negative),
    );
    return pixelMean(values, pixels);
  });
}
