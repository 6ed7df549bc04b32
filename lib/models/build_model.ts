import { InputError } from "../core/mod.ts";
import type { ModelRecipe } from "../recipes/recipe.ts";
import type { Model } from "./model.ts";
import { unet } from "./unet.ts";

/** What a recipe does not say of a model. */
export interface BuildModelOptions {
  /** Channels of the image. */
  readonly inputChannels: number;
  /** Channels of the logits. @default {1} */
  readonly outputChannels?: number;
  /** Seed of the initial weights. */
  readonly seed: number;
}

/**
 * Builds the network that a recipe names, with initial weights. Open a backend first.
 *
 * @param recipe Name and widths.
 * @param options Channels and seed.
 * @returns The network; dispose of it after use.
 * @throws {InputError} Where the recipe's widths are not 1 to 8 positive integers.
 *
 * @example
 * ```ts
 * import { openBackend } from "../tensor/mod.ts";
 * import { buildModel } from "./build_model.ts";
 *
 * await openBackend();
 * const model = buildModel({ name: "unet", widths: [8, 16, 32] }, { inputChannels: 3, seed: 1 });
 * if (model.stride !== 4) throw new Error();
 * if (!model.parameters.has("encoder.0.conv1.weight")) throw new Error();
 * model.dispose();
 * ```
 */
export function buildModel(
  recipe: ModelRecipe,
  options: BuildModelOptions,
): Model {
  const { widths } = recipe;
  const usable = widths.length >= 1 && widths.length <= 8 &&
    widths.every((width) => Number.isInteger(width) && width > 0);
  if (!usable) {
    throw new InputError(
      `Cannot build the network: widths must be 1 to 8 positive integers, current value is [${
        widths.join(", ")
      }]`,
    );
  }
  return unet({
    widths,
    inputChannels: options.inputChannels,
    outputChannels: options.outputChannels ?? 1,
    seed: options.seed,
  });
}
