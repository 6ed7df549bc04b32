import { InputError } from "../core/mod.ts";
import type { LovaszSoftmaxSettings } from "../recipes/loss_term.ts";
import { softmax, tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { lovaszExtension } from "./lovasz_extension.ts";
import { lovaszSets, meanOfSets, setsWithAny } from "./lovasz_sets.ts";
import { checkMode, pixelsOf } from "./pixels.ts";

/** Which classes have a part in an image's mean: [images or 1, classes]. */
function takenClasses(
  classes: LovaszSoftmaxSettings["classes"],
  present: tf.Tensor2D,
): tf.Tensor2D {
  const [images, count] = present.shape;
  if (classes === "present" || classes === undefined) return present;
  if (classes === "all") return tf.ones([images, count]);
  const outside = classes.find((index) => index >= count);
  if (outside !== undefined) {
    throw new InputError(
      `Cannot compute the loss: every one of classes must be below ${count}, current value is ${outside}`,
    );
  }
  const taken = Array.from(
    { length: count },
    (_, i) => classes.includes(i) ? 1 : 0,
  );
  return tf.tile(tf.tensor2d(taken, [1, count]), [images, 1]);
}

/**
 * Lovasz softmax: for each class the Lovasz extension of the Jaccard loss at the errors |y - p|, averaged over classes
 * (then images). As SMP's `LovaszLoss` in mode multiclass (Berman et al., 2018), save that images of which nothing counts
 * have no part in the mean.
 *
 * @param logits [batch, ...space, classes].
 * @param target int32 class indices [batch, ...space].
 * @param options Per image; which classes; the mode is `multiclass`.
 * @returns In [0, 1].
 * @throws {InputError} Where shapes, types or settings do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { lovaszSoftmax } from "./lovasz_softmax.ts";
 *
 * await openBackend();
 * const target = tf.tensor3d([0, 1], [1, 1, 2], "int32");
 * const loss = lovaszSoftmax(tf.zeros([1, 1, 2, 2]), target).dataSync()[0]!;
 * if (Math.abs(loss - 0.5) > 1e-6) throw new Error();
 * ```
 */
export function lovaszSoftmax(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: LovaszSoftmaxSettings & PixelOptions = {},
): tf.Scalar {
  const { mode = "multiclass", perImage = false, classes } = options;
  checkMode("lovasz_softmax", mode, ["multiclass"]);
  return tf.tidy(() => {
    const pixels = pixelsOf(logits, target, { ...options, mode });
    const cut = (values: tf.Tensor3D) =>
      lovaszSets(values, { perImage, perClass: true });
    const errors: tf.Tensor3D = tf.abs(
      tf.sub(pixels.target, softmax(pixels.logits)),
    );
    const truth = cut(pixels.target);
    const weights = pixels.weights &&
      cut(tf.broadcastTo(pixels.weights, pixels.logits.shape));
    const losses = lovaszExtension({
      errors: cut(errors),
      target: truth,
      weights,
    });

    const images = perImage ? logits.shape[0]! : 1;
    const grid = (sets: tf.Tensor1D): tf.Tensor2D =>
      tf.reshape(sets, [images, -1]);
    const present = grid(
      setsWithAny(weights ? tf.mul(truth, weights) : truth),
    );
    let taken = takenClasses(classes, present);
    if (weights) taken = tf.mul(taken, grid(setsWithAny(weights)));
    const perImageLoss: tf.Tensor1D = tf.div(
      tf.sum(tf.mul(grid(losses), taken), 1),
      tf.maximum(tf.sum(taken, 1), 1),
    );
    return meanOfSets(
      perImageLoss,
      weights && tf.cast(tf.greater(tf.sum(taken, 1), 0), "float32"),
    );
  });
}
