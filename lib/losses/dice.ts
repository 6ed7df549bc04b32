import type { RegionSettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { regionLoss } from "./region_loss.ts";

/**
 * Soft Dice loss: 1 - (2 sum(p y) + 2s) / (sum(p) + sum(y) + 2s), p the probabilities, s = `smooth`. By default over all
 * pixels of the batch together, which keeps images without foreground from pulling every probability to 0, with s = 0.5:
 * an empty target predicted empty loses 0. SMP's `DiceLoss` is `{ smooth: 0, empty: "zero" }`; MONAI's with
 * `squared_pred` has `squares` and `smooth` half its own. Milletari et al., "V-Net", 2016.
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
 * import { dice } from "./dice.ts";
 *
 * await openBackend();
 * const perfect = dice(tf.tensor4d([99, -99], [1, 1, 2, 1]), tf.tensor4d([1, 0], [1, 1, 2, 1]));
 * if (Math.abs(perfect.dataSync()[0]!) > 1e-6) throw new Error();
 * ```
 */
export function dice(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: RegionSettings & PixelOptions = {},
): tf.Scalar {
  return tf.tidy(() =>
    regionLoss(logits, target, { ...options, alpha: 0.5, beta: 0.5 })
  );
}
