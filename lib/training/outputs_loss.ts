import { InputError } from "../core/mod.ts";
import { buildLoss, deepSupervision, type Loss } from "../losses/mod.ts";
import type { ModelOutputs } from "../models/mod.ts";
import type { AuxiliaryLossRecipe } from "../recipes/auxiliary_loss_recipe.ts";
import { tf } from "../tensor/mod.ts";

/**
 * One number to be made small from all that a network computes. `auxiliaryFactor` is what the weights of deep
 * supervision's coarser levels are multiplied with at this step.
 */
export type OutputsLoss = (
  outputs: ModelOutputs,
  target: tf.Tensor,
  auxiliaryFactor?: tf.Scalar,
) => tf.Scalar;

/**
 * Adds the losses of a network's further heads to that of its prediction: the same loss at each level of deep supervision,
 * and terms on the classification head's logits, whose target is whether the image has a pixel of the class.
 *
 * @param loss Of the prediction.
 * @param recipe Of the other heads.
 * @returns The loss; that of the prediction alone where there is no other head.
 *
 * @example
 * ```ts
 * import { buildLoss } from "../losses/mod.ts";
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { outputsLoss } from "./outputs_loss.ts";
 *
 * await openBackend();
 * const loss = outputsLoss(buildLoss([{ name: "bce", weight: 1 }]));
 * const outputs = {
 *   logits: tf.zeros([1, 4, 4, 1]) as tf.Tensor4D,
 *   deepSupervision: [tf.zeros([1, 2, 2, 1]) as tf.Tensor4D],
 *   classification: tf.zeros([1, 1]) as tf.Tensor2D,
 * };
 * const value = loss(outputs, tf.ones([1, 4, 4, 1])).dataSync()[0]!;
 * if (Math.abs(value - (1 + 1 / 4 + 1) * Math.LN2) > 1e-6) throw new Error();
 * ```
 */
export function outputsLoss(
  loss: Loss,
  recipe: AuxiliaryLossRecipe = {},
): OutputsLoss {
  const { classification = [{ name: "bce", weight: 1 }] } = recipe;
  const { weights, reduction = "nearest" } = recipe.deepSupervision ?? {};
  const ofLevels = deepSupervision(loss, { reduction });
  const ofImages = buildLoss(classification, { mode: "multilabel" });
  return (outputs, target, auxiliaryFactor) =>
    tf.tidy(() => {
      const levels = [outputs.logits, ...outputs.deepSupervision];
      const factors = (weights ?? levels.map((_, i) => 4 ** -i))
        .map((weight, i) =>
          i === 0 || !auxiliaryFactor ? weight : tf.mul(weight, auxiliaryFactor)
        ) as (number | tf.Scalar)[];
      const ofMasks = levels.length === 1
        ? loss(outputs.logits, target)
        : ofLevels(levels, target, { levelFactors: factors });
      if (!outputs.classification) return ofMasks;
      const [batch, classes] = outputs.classification.shape;
      const shape = [batch, 1, 1, classes];
      return tf.add<tf.Scalar>(
        ofMasks,
        ofImages(
          tf.reshape(outputs.classification, shape),
          tf.reshape(presence(target, classes), shape),
        ),
      );
    });
}

/** 1 for each class that an image has a pixel of: [batch, classes]. */
function presence(target: tf.Tensor, classes: number): tf.Tensor {
  const indices = target.rank === 3;
  const labels = indices ? tf.oneHot(target, classes) : target;
  const found = labels.shape.at(-1)!;
  if (found !== classes) {
    throw new InputError(
      `Cannot compute the loss: classes of the classification head must be those of the masks, ${found}, current value is ${classes}`,
    );
  }
  const largest = tf.max(labels, [1, 2]);
  return tf.cast(tf.greater(largest, 0.5), "float32");
}
