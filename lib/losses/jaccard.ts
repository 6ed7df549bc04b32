import type { RegionSettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { regionLoss } from "./region_loss.ts";

/**
 * Soft Jaccard (intersection over union) loss: 1 - (I + s) / (sum(p) + sum(y) - I + s), I = sum(p y), s = `smooth`.
 * Otherwise as `dice`; SMP's `JaccardLoss` is `{ smooth: 0, empty: "zero" }`.
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
 * import { jaccard } from "./jaccard.ts";
 *
 * await openBackend();
 * const half = jaccard(tf.tensor4d([99, 99], [1, 1, 2, 1]), tf.tensor4d([1, 0], [1, 1, 2, 1]), { smooth: 0 });
 * if (Math.abs(half.dataSync()[0]! - 0.5) > 1e-6) throw new Error();
 * ```
 */
export function jaccard(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: RegionSettings & PixelOptions = {},
): tf.Scalar {
  return tf.tidy(() =>
    regionLoss(logits, target, { ...options, alpha: 1, beta: 1 })
  );
}
