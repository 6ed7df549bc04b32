import type { LovaszSettings } from "../recipes/loss_term.ts";
import type { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { lovaszOfHinges } from "./lovasz_hinge.ts";

/**
 * Symmetric Lovasz: the mean of lovasz(x, y) and lovasz(-x, 1 - y), which keeps a gradient on empty masks. Both have the
 * same errors, so one sort serves both. SIIM-ACR's third place used it per image.
 *
 * @param logits [batch, ...space, classes].
 * @param target Of the same shape, 0 or 1.
 * @param options As `lovaszHinge`.
 * @returns Not negative.
 * @throws {InputError} Where shapes or mode do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { symmetricLovasz } from "./symmetric_lovasz.ts";
 *
 * await openBackend();
 * const empty = tf.zeros([1, 1, 2, 1]);
 * if (symmetricLovasz(tf.fill([1, 1, 2, 1], -2), empty).dataSync()[0] !== 0) throw new Error();
 * if (symmetricLovasz(empty, empty).dataSync()[0] !== 1) throw new Error();
 * ```
 */
export function symmetricLovasz(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: LovaszSettings & PixelOptions = {},
): tf.Scalar {
  return lovaszOfHinges(logits, target, options, true);
}
