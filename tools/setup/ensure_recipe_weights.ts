import type { ModelRecipe } from "../../lib/recipes/model_recipe.ts";
import {
  FETCHED_ENCODERS,
  pretrainedPath,
} from "../../lib/weights/pretrained/pretrained_path.ts";
import { projectRoot } from "../../lib/run/project_root.ts";
import { ensurePretrained, type PretrainedOptions } from "./pretrained.ts";

/**
 * Makes sure, before a training, that the ImageNet weights are there which its recipe asks for; fetches them where set-up
 * can.
 *
 * @param recipe The network.
 * @param options Folder and progress.
 * @returns The path of the weights; nothing where the recipe asks for none.
 * @throws {InputError} Where they cannot be fetched; names the file to bring.
 */
export async function ensureRecipeWeights(
  recipe: ModelRecipe,
  options: PretrainedOptions = {},
): Promise<string | undefined> {
  if ("widths" in recipe || recipe.pretrained === undefined) return undefined;
  const { encoder } = recipe;
  return FETCHED_ENCODERS.includes(encoder)
    ? await ensurePretrained(encoder, options)
    : await pretrainedPath(options.root ?? projectRoot, encoder);
}
