import { InputError } from "../core/mod.ts";
import type { LossName, LossTerm } from "../recipes/loss_term.ts";
import { inFloat32, tf } from "../tensor/mod.ts";
import type { Loss, LossMode, TargetOptions } from "./loss.ts";
import { checkMode } from "./pixels.ts";
import { runTerm } from "./registry.ts";

const SIGMOID: readonly LossMode[] = ["binary", "multilabel"];
const MODES: { readonly [N in LossName]?: readonly LossMode[] } = {
  bce: SIGMOID,
  weighted_bce: SIGMOID,
  cross_entropy: ["multiclass"],
  lovasz_hinge: SIGMOID,
  symmetric_lovasz: SIGMOID,
  lovasz_softmax: ["multiclass"],
  margin: SIGMOID,
};

function checkTerms(terms: readonly LossTerm[], mode: LossMode): void {
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
    checkMode(name, mode, MODES[name] ?? [mode]);
  }
}

/**
 * Builds the weighted sum of loss terms that a recipe names.
 *
 * @param terms At least one; weights are not normalised.
 * @param options Mode and ignore index of all terms.
 * @returns The loss function; gradients flow to the logits. Where nothing of a batch counts, both are 0.
 * @throws {InputError} Where there is no term, a weight is not a positive number, or a term does not know the mode.
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
export function buildLoss(
  terms: readonly LossTerm[],
  options: TargetOptions = {},
): Loss {
  checkTerms(terms, options.mode ?? "binary");
  return (logits, target, inputs = {}) => {
    const { factors = terms.map(({ weight }) => weight) } = inputs;
    if (factors.length !== terms.length) {
      throw new InputError(
        `Cannot compute the loss: factors must have ${terms.length} entries, one a term, current value has ${factors.length}`,
      );
    }
    return tf.tidy(() => {
      const exact = inFloat32(logits);
      return terms.map((term, i) =>
        tf.mul(
          runTerm(term, exact, target, { ...inputs, ...options }),
          factors[i]!,
        )
      ).reduce((sum, value) => tf.add(sum, value)) as tf.Scalar;
    });
  };
}
