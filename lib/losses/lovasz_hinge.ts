import type { LovaszSettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { lovaszExtension } from "./lovasz_extension.ts";
import { lovaszSets, meanOfSets, setsWithAny } from "./lovasz_sets.ts";
import { checkMode, pixelsOf } from "./pixels.ts";

/** The Lovasz hinge, or its mean with that of the background. */
export function lovaszOfHinges(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: LovaszSettings & PixelOptions,
  symmetric: boolean,
): tf.Scalar {
  const name = symmetric ? "symmetric_lovasz" : "lovasz_hinge";
  checkMode(name, options.mode ?? "binary", ["binary", "multilabel"]);
  return tf.tidy(() => {
    const pixels = pixelsOf(logits, target, options);
    const signs = tf.sub(tf.mul(pixels.target, 2), 1);
    const hinges: tf.Tensor3D = tf.sub(1, tf.mul(pixels.logits, signs));
    const weights = pixels.weights &&
      lovaszSets(
        tf.broadcastTo(pixels.weights, pixels.logits.shape),
        options,
      );
    const sets = {
      errors: lovaszSets(hinges, options),
      target: lovaszSets(pixels.target, options),
      weights,
    };
    return meanOfSets(
      lovaszExtension(sets, symmetric),
      weights && setsWithAny(weights),
    );
  });
}

/**
 * Lovasz hinge: the Lovasz extension of the Jaccard loss at the hinge errors 1 - x (2y - 1). As SMP's `LovaszLoss`
 * (Berman et al., 2018), save that images of which nothing counts have no part in the mean. Without an object only the
 * one worst pixel has a gradient; `symmetricLovasz` mends that.
 *
 * @param logits [batch, ...space, classes].
 * @param target Of the same shape, 0 or 1.
 * @param options Mode `binary` or `multilabel`; per image, per class. Weights are those of the pixels in the Jaccard index.
 * @returns Not negative.
 * @throws {InputError} Where shapes or mode do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { lovaszHinge } from "./lovasz_hinge.ts";
 *
 * await openBackend();
 * const target = tf.tensor4d([1, 0], [1, 1, 2, 1]);
 * if (lovaszHinge(tf.tensor4d([3, -3], [1, 1, 2, 1]), target).dataSync()[0] !== 0) throw new Error();
 * if (lovaszHinge(tf.tensor4d([0, -3], [1, 1, 2, 1]), target).dataSync()[0] !== 1) throw new Error();
 * ```
 */
export function lovaszHinge(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: LovaszSettings & PixelOptions = {},
): tf.Scalar {
  return lovaszOfHinges(logits, target, options, false);
}
