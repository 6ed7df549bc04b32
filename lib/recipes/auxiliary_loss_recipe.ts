import type { LossTerm } from "./loss_term.ts";

/** The losses of a network's further heads, which are added to that of its prediction. */
export interface AuxiliaryLossRecipe {
  /** For a model with `deepSupervision` (as `team_1137` has by default): the recipe's loss at each level. */
  readonly deepSupervision?: DeepSupervisionRecipe;
  /**
   * For a model with a `classificationHead`: terms on its logits; the target of a class is whether the crop has a pixel of
   * it. @default [{ name: "bce", weight: 1 }]
   */
  readonly classification?: readonly LossTerm[];
}

/** How the losses of a decoder's levels are added. */
export interface DeepSupervisionRecipe {
  /** A factor a level, the finest first. @default 1, 1/4, 1/16, ... (TEAM_1137) */
  readonly weights?: readonly number[];
  /**
   * What a coarse pixel's target is: the `nearest` fine one, or the `max` of those it covers, which keeps small objects.
   * @default "nearest"
   */
  readonly reduction?: "nearest" | "max";
  /**
   * `cosine`: the factors but the first are multiplied with cos(pi / 2 * epoch / epochs), epochs counted from 1
   * (TEAM_1137), so that in the last epoch only the prediction's loss is left. @default "none"
   */
  readonly fade?: "none" | "cosine";
}

/**
 * What the factors of the coarser levels are multiplied with in an epoch.
 *
 * @param recipe The recipe's `training.auxiliaryLoss`.
 * @param epoch From 1.
 * @param epochs Of the whole training.
 * @returns In [0, 1]; nothing where it never changes.
 *
 * @example
 * ```ts
 * import { auxiliaryFactorAt } from "./auxiliary_loss_recipe.ts";
 *
 * const recipe = { deepSupervision: { fade: "cosine" } } as const;
 * if (Math.abs(auxiliaryFactorAt(recipe, 2, 4)! - Math.SQRT1_2) > 1e-12) throw new Error();
 * if (auxiliaryFactorAt({}, 2, 4) !== undefined) throw new Error();
 * ```
 */
export function auxiliaryFactorAt(
  recipe: AuxiliaryLossRecipe | undefined,
  epoch: number,
  epochs: number,
): number | undefined {
  return recipe?.deepSupervision?.fade === "cosine"
    ? Math.cos((Math.PI / 2) * (epoch / epochs))
    : undefined;
}
