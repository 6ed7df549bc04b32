import type { Recipe } from "../../../lib/recipes/mod.ts";

/** What of a recipe the out-of-fold maps depend on. */
export const DECISIVE = [
  "input",
  "folds",
  "augment",
  "model",
  "loss",
  "optimizer",
  "schedule",
  "training",
  "inference",
] as const satisfies readonly (keyof Recipe)[];

/** The part of a recipe that decides what the out-of-fold maps are. */
export type DecisiveRecipe = Pick<Recipe, typeof DECISIVE[number]>;

/**
 * Leaves out of a recipe what comes after the maps, and its titles.
 *
 * @example
 * ```ts
 * import { lite0Unet } from "../../../lib/recipes/mod.ts";
 * import { decisiveRecipe } from "./decisive_recipe.ts";
 *
 * const part = decisiveRecipe(lite0Unet);
 * if (part.training !== lite0Unet.training || "search" in part) throw new Error();
 * ```
 */
export function decisiveRecipe(recipe: Recipe): DecisiveRecipe {
  const {
    input,
    folds,
    augment,
    model,
    loss,
    optimizer,
    schedule,
    training,
    inference,
  } = recipe;
  return {
    input,
    folds,
    augment,
    model,
    loss,
    optimizer,
    schedule,
    training,
    inference,
  };
}
