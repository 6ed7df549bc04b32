import { InputError } from "../core/mod.ts";
import type { RegionSettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";
import type { PixelOptions } from "./loss.ts";
import {
  checkMode,
  perClassFactors,
  type Pixels,
  pixelsOf,
  probabilitiesOf,
} from "./pixels.ts";

/** How much a false positive and a false negative weigh beside a true positive. */
export interface ErrorWeights {
  readonly alpha: number;
  readonly beta: number;
}

/** Sums over the pixels, [images or 1, classes or 1] each. */
interface Sums {
  /** Of p y, or of the smaller of both. */
  readonly both: tf.Tensor2D;
  /** Of p, or p^2. */
  readonly predicted: tf.Tensor2D;
  /** Of y, or y^2. */
  readonly truth: tf.Tensor2D;
  /** Of the weights; absent where all are 1. */
  readonly weights: tf.Tensor2D | undefined;
}

function withBackground(values: tf.Tensor3D): tf.Tensor3D {
  return tf.concat([tf.sub(1, values), values], 2);
}

function sumsOf(pixels: Pixels, settings: RegionSettings): Sums {
  const { perImage, perClass = true, squares, overlap, background } = settings;
  const { weights } = pixels;
  let p = probabilitiesOf(pixels);
  let y = pixels.target;
  let shared = weights;
  if (background) {
    p = withBackground(p);
    y = withBackground(y);
    if (weights && weights.shape[2] > 1) {
      shared = tf.concat([weights, weights], 2);
    }
  }
  const axes = [...(perImage ? [] : [0]), 1, ...(perClass ? [] : [2])];
  const total = (values: tf.Tensor3D): tf.Tensor2D => {
    const weighted = shared ? tf.mul(values, shared) : values;
    const images = perImage ? values.shape[0] : 1;
    return tf.reshape(tf.sum(weighted, axes), [images, -1]);
  };
  const common: tf.Tensor3D = overlap === "minimum"
    ? tf.minimum(p, y)
    : tf.mul(p, y);
  return {
    both: total(common),
    predicted: total(squares ? tf.square(p) : p),
    truth: total(squares ? tf.square(y) : y),
    weights: shared && total(tf.onesLike(y)),
  };
}

/** Factors of the mean over the classes, or nothing where they are all 1. */
function classFactors(
  { classes, classWeights }: RegionSettings,
  count: number,
): tf.Tensor2D | undefined {
  if (!classes && !classWeights) return undefined;
  const outside = classes?.find((index) => index >= count);
  if (outside !== undefined) {
    throw new InputError(
      `Cannot compute the loss: every one of classes must be below ${count}, current value is ${outside}`,
    );
  }
  const weights = classWeights ?? Array<number>(count).fill(1);
  const factors = perClassFactors("classWeights", weights, count);
  const chosen = Array.from(
    { length: count },
    (_, i) => !classes || classes.includes(i) ? 1 : 0,
  );
  return tf.reshape(tf.mul(factors, chosen), [1, count]);
}

/**
 * Mean of 1 - score (or -log score) over classes and images, where score is
 * (TP + smooth) / (TP + alpha FP + beta FN + smoothBelow): Dice, Jaccard and Tversky.
 */
export function regionLoss(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: RegionSettings & PixelOptions & ErrorWeights,
): tf.Scalar {
  const { smooth = 0.5, smoothBelow = smooth, eps = 1e-7, alpha, beta } =
    options;
  if (options.background) {
    checkMode("a score for the background", options.mode ?? "binary", [
      "binary",
      "multilabel",
    ]);
  }
  const pixels = pixelsOf(logits, target, options);
  const { both, predicted, truth, weights } = sumsOf(pixels, options);
  const above = tf.add(both, smooth);
  const errors = tf.add(tf.mul(predicted, alpha), tf.mul(truth, beta));
  const own = 1 - alpha - beta;
  const below = tf.add(
    own === 0 ? errors : tf.add(errors, tf.mul(both, own)),
    smoothBelow,
  );
  const ratio = tf.div(above, tf.maximum(below, eps));
  const score = smooth > smoothBelow ? tf.minimum(ratio, 1) : ratio;
  let lost: tf.Tensor2D = options.log
    ? tf.neg(tf.log(tf.maximum(score, eps)))
    : tf.sub(1, score);

  const isPositive = (sums: tf.Tensor2D): tf.Tensor2D =>
    tf.cast(tf.greater(sums, 0), "float32");
  let part = weights && isPositive(weights);
  if (options.empty === "zero") lost = tf.mul(lost, isPositive(truth));
  if (options.empty === "skip") part = isPositive(truth);
  const factors = classFactors(options, lost.shape[1]);
  if (!part && !factors) return tf.mean(lost);
  const share = tf.mul(part ?? tf.onesLike(lost), factors ?? 1);
  return tf.div(
    tf.sum(tf.mul(lost, share)),
    tf.maximum(tf.sum(share), 1e-12),
  );
}
