import { InputError, nearestName } from "../core/mod.ts";
import { lite0Unet } from "./lite0_unet.ts";
import type { Recipe } from "./recipe.ts";
import { unetBaseline } from "./unet_baseline.ts";

/** Every recipe that `--recipe` takes; the first is the default. */
export const recipes: readonly [Recipe, ...Recipe[]] = [
  unetBaseline,
  lite0Unet,
];

/**
 * Finds a recipe by its name.
 *
 * @param name As `--recipe` takes it.
 * @throws {InputError} Where there is none of that name; the message offers the nearest.
 *
 * @example
 * ```ts
 * import { findRecipe } from "./registry.ts";
 *
 * if (findRecipe("unet_baseline").name !== "unet_baseline") throw new Error();
 * ```
 */
export function findRecipe(name: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe) return recipe;
  const names = recipes.map((candidate) => candidate.name);
  throw new InputError(
    `Cannot find a recipe: name must be one of ${
      names.join(", ")
    }, current value is ${name}`,
    { remedy: `Did you mean --recipe ${nearestName(name, names)}?` },
  );
}
