import type { LossName, LossTerm } from "../recipes/loss_term.ts";
import type { tf } from "../tensor/mod.ts";
import { binaryCrossEntropy } from "./binary_cross_entropy.ts";
import { boundaryCrossEntropy } from "./boundary_cross_entropy.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { dice } from "./dice.ts";
import { focal } from "./focal.ts";
import { jaccard } from "./jaccard.ts";
import type { LossInputs, TargetOptions } from "./loss.ts";
import { lovaszHinge } from "./lovasz_hinge.ts";
import { lovaszSoftmax } from "./lovasz_softmax.ts";
import { margin } from "./margin.ts";
import { symmetricLovasz } from "./symmetric_lovasz.ts";
import { tversky } from "./tversky.ts";
import { weightedBinaryCrossEntropy } from "./weighted_binary_cross_entropy.ts";

/** A loss with the settings of a recipe's term, and what changes from batch to batch. */
export type LossFunction<N extends LossName> = (
  logits: tf.Tensor,
  target: tf.Tensor,
  options: LossTerm<N> & TargetOptions & LossInputs,
) => tf.Scalar;

/** Every loss by the name it has in a recipe. */
export const LOSSES: { readonly [N in LossName]: LossFunction<N> } = {
  bce: binaryCrossEntropy,
  weighted_bce: weightedBinaryCrossEntropy,
  cross_entropy: crossEntropy,
  boundary_cross_entropy: boundaryCrossEntropy,
  dice,
  jaccard,
  tversky,
  focal,
  lovasz_hinge: lovaszHinge,
  symmetric_lovasz: symmetricLovasz,
  lovasz_softmax: lovaszSoftmax,
  margin,
};

/** Runs the loss that a term names. */
export function runTerm<N extends LossName>(
  term: LossTerm<N>,
  logits: tf.Tensor,
  target: tf.Tensor,
  options: TargetOptions & LossInputs,
): tf.Scalar {
  const name: N = term.name;
  return LOSSES[name](logits, target, { ...term, ...options });
}
