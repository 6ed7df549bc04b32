import type { FocalSettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import { pixelCrossEntropy } from "./pixel_cross_entropy.ts";
import {
  checkMode,
  perClassFactors,
  pixelMean,
  type Pixels,
  pixelsOf,
} from "./pixels.ts";
import { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";

/** missed^gamma; for powers below 1 the slope at 0 must not be infinite. */
function modulate(missed: tf.Tensor3D, gamma: number): tf.Tensor3D {
  if (gamma === 2) return tf.square(missed);
  return tf.pow(tf.maximum(missed, 1e-20), gamma);
}

/** A factor a class whose mean is 1, so that the mean over classes becomes a weighted one. */
function meanOne(weights: readonly number[]): number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) /
    weights.length;
  return weights.map((weight) => weight / mean);
}

function oneVersusRest(
  pixels: Pixels,
  { alpha, gamma = 2, classWeights }: FocalSettings,
): tf.Scalar {
  const { logits: x, target: y } = pixels;
  const other: tf.Tensor3D = tf.sub(1, y);
  // Not 1 - p, which loses what is below float32's step at 1.
  const missed: tf.Tensor3D = tf.add(
    tf.mul(y, tf.sigmoid(tf.neg(x))),
    tf.mul(other, tf.sigmoid(x)),
  );
  let values: tf.Tensor3D = tf.mul(
    modulate(missed, gamma),
    pixelCrossEntropy(x, y),
  );
  if (alpha !== undefined) {
    values = tf.mul(values, tf.add(tf.mul(y, 2 * alpha - 1), 1 - alpha));
  }
  if (classWeights) {
    values = tf.mul(
      values,
      perClassFactors("classWeights", meanOne(classWeights), x.shape[2]),
    );
  }
  return pixelMean(values, pixels);
}

function softmaxFocal(
  pixels: Pixels,
  { alpha = 1, gamma = 2, classWeights }: FocalSettings,
): tf.Scalar {
  const { logits, target } = pixels;
  const entropy = softmaxCrossEntropy(logits, target);
  const missed = tf.neg(tf.expm1(tf.neg(entropy)));
  let values: tf.Tensor3D = tf.mul(
    tf.mul(modulate(missed, gamma), entropy),
    alpha,
  );
  if (classWeights) {
    const factors = perClassFactors(
      "classWeights",
      classWeights,
      logits.shape[2],
    );
    values = tf.mul(values, tf.sum(tf.mul(target, factors), 2, true));
  }
  return pixelMean(values, pixels);
}

/**
 * Focal loss, mean over the pixels (and classes) that count: (1 - q)^gamma times the cross-entropy, where q is the
 * probability given to the truth. Lin et al., "Focal Loss for Dense Object Detection", 2017; SMP's `FocalLoss` for hard
 * targets, torchvision's `sigmoid_focal_loss` for soft ones too. In the form `softmax`, alpha and the class weights are
 * plain factors of a pixel's loss (TEAM_1137's formula).
 *
 * @param logits [batch, ...space, classes].
 * @param target As `LossMode` says.
 * @param options Mode, alpha, gamma, form, class weights.
 * @returns Not negative.
 * @throws {InputError} Where shapes, types or settings do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { focal } from "./focal.ts";
 *
 * await openBackend();
 * const loss = focal(tf.zeros([1, 1, 1, 1]), tf.ones([1, 1, 1, 1])).dataSync()[0]!;
 * if (Math.abs(loss - Math.LN2 / 4) > 1e-6) throw new Error();
 * ```
 */
export function focal(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: FocalSettings & PixelOptions = {},
): tf.Scalar {
  const { mode = "binary", form = "one_vs_rest" } = options;
  if (form === "softmax") {
    checkMode('focal with the form "softmax"', mode, ["multiclass"]);
  }
  return tf.tidy(() => {
    const pixels = pixelsOf(logits, target, options);
    return form === "softmax"
      ? softmaxFocal(pixels, options)
      : oneVersusRest(pixels, options);
  });
}
