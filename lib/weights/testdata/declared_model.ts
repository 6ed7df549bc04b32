// For tests only: networks as the weights see them.
import { buildModel, declareModel } from "../../models/mod.ts";
import type { EncoderDecoder } from "../../models/mod.ts";
import type { ModelRecipe } from "../../recipes/model_recipe.ts";
import type { WeightedModel } from "../weighted_model.ts";

/** Builds a network that also says what it declared. */
export function weightedModel(
  recipe: ModelRecipe,
  options: Parameters<typeof buildModel>[1],
): EncoderDecoder & WeightedModel {
  const { specs } = declareModel(recipe, options);
  return { ...buildModel(recipe, options), specs };
}
