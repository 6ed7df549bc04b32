import type { TverskySettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { regionLoss } from "./region_loss.ts";

/**
 * Tversky loss: 1 - (TP + s) / (TP + alpha FP + beta FN + s), s = `smooth`, raised to `gamma`. alpha = beta = 0.5 is
 * `dice`, 1 and 1 is `jaccard`. Salehi et al., 2017; focal Tversky: Abraham and Khan, 2018; SMP's `TverskyLoss` is
 * `{ smooth: 0, empty: "zero" }`.
 *
 * @param logits [batch, ...space, classes].
 * @param target As `LossMode` says.
 * @param options Mode and settings.
 * @returns In [0, 1]; with `log` not negative.
 * @throws {InputError} Where shapes, types or settings do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { tversky } from "./tversky.ts";
 *
 * await openBackend();
 * const logits = tf.tensor4d([99, 99], [1, 1, 2, 1]);
 * const target = tf.tensor4d([1, 0], [1, 1, 2, 1]);
 * const loss = tversky(logits, target, { alpha: 0.25, beta: 0.75, smooth: 0 });
 * if (Math.abs(loss.dataSync()[0]! - 0.2) > 1e-6) throw new Error();
 * ```
 */
export function tversky(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: TverskySettings & PixelOptions = {},
): tf.Scalar {
  const { alpha = 0.5, beta = 0.5, gamma = 1 } = options;
  return tf.tidy(() => {
    const mean = regionLoss(logits, target, { ...options, alpha, beta });
    if (gamma === 1) return mean;
    // mean^gamma, whose slope at 0 is infinite for powers below 1, and which rounding may leave below 0.
    return tf.mul(mean, tf.pow(tf.maximum(mean, 1e-7), gamma - 1));
  });
}
