import type { Model } from "../models/mod.ts";
import {
  exponentialAverage,
  stochasticAverage,
  type WeightAverage,
} from "../optimizers/mod.ts";
import type { AverageRecipe } from "../recipes/mod.ts";

/**
 * Makes the mean of a network's weights that a recipe asks for. Running statistics are averaged with the weights, so
 * that both are of the same steps.
 *
 * @param model The network.
 * @param recipe The recipe's `training.average`.
 */
export function openAverage(
  model: Model,
  recipe: AverageRecipe,
): WeightAverage {
  const options = { buffers: "average" } as const;
  return recipe.name === "ema"
    ? exponentialAverage(model, { ...options, decay: recipe.decay })
    : stochasticAverage(model, options);
}
