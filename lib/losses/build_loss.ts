import { InputError } from "../core/mod.ts";
import type { LossTerm } from "../recipes/recipe.ts";
import { tf } from "../tensor/mod.ts";
import { binaryCrossEntropy } from "./binary_cross_entropy.ts";
import { focal } from "./focal.ts";
import { softDice } from "./soft_dice.ts";

/** Gives one number to be made small, from logits and target of the same shape [batch, height, width, channels]. */
export type Loss = (logits: tf.Tensor4D, target: tf.Tensor4D) => tf.Scalar;

const TERMS: Readonly<Record<LossTerm["name"], Loss>> = {
  bce: binaryCrossEntropy,
  dice: softDice,
  focal,
};

/**
 * Builds the weighted sum of loss terms that a recipe names.
 *
 * @param terms At least one; weights are not normalised.
 * @returns The loss function; gradients flow to the logits.
 * @throws {InputError} Where there is no term or a weight is not a positive number.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { buildLoss } from "./build_loss.ts";
 *
 * await openBackend();
 * const loss = buildLoss([{ name: "bce", weight: 1 }, { name: "dice", weight: 0.5 }]);
 * const value = loss(tf.zeros([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1])).dataSync()[0]!;
 * if (Math.abs(value - (Math.LN2 + 0.5 * (1 - 1 / 3))) > 1e-6) throw new Error();
 * ```
 */
export function buildLoss(terms: readonly LossTerm[]): Loss {
  if (terms.length === 0) {
    throw new InputError(
      "Cannot build the loss: it must have at least one term, current value is []",
    );
  }
  for (const { name, weight } of terms) {
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw new InputError(
        `Cannot build the loss: the weight of ${name} must be a positive number, current value is ${weight}`,
      );
    }
  }
  return (logits, target) =>
    tf.tidy(() => {
      const values = terms.map(({ name, weight }) =>
        tf.mul(TERMS[name](logits, target), weight)
      );
      return values.reduce((sum, value) => tf.add(sum, value)) as tf.Scalar;
    });
}
