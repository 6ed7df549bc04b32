import type { Recipe } from "../../../lib/recipes/mod.ts";

/** The part of a recipe that decides what the out-of-fold maps are. */
export type DecisiveRecipe = Omit<
  Recipe,
  "name" | "title" | "source" | "search" | "postprocess"
>;

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
    name: _name,
    title: _title,
    source: _source,
    search: _search,
    postprocess: _postprocess,
    ...decisive
  } = recipe;
  return decisive;
}
