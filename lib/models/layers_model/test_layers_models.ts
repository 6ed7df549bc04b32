// For tests only: networks as `LayersModel`, and their numbers.
import type { ModelRecipe } from "../../recipes/model_recipe.ts";
import { buildModel } from "../build_model.ts";
import type { EncoderDecoder } from "../encoder_decoder.ts";
import { modelFolder, toLayersModel } from "./mod.ts";

/** A small network. */
export const plain = { name: "unet", widths: [4, 6, 8] } as const;

/** One with every head. */
export const withHeads: ModelRecipe = {
  encoder: "tf_efficientnet_lite0",
  decoder: "unet",
  deepSupervision: 2,
  classificationHead: { classes: 3 },
};

/** Builds a network of three channels. */
export const build = (recipe: ModelRecipe, seed = 1) =>
  buildModel(recipe, { inputChannels: 3, seed });

/** All numbers by their names. */
export const weightsOf = (model: EncoderDecoder) =>
  new Map([...model.parameters, ...model.buffers].map((
    [name, variable],
  ) => [name, variable.dataSync()]));

/** Runs with a folder that holds a saved model. */
export async function withFolder(
  recipe: ModelRecipe,
  body: (folder: string, model: EncoderDecoder) => Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  const model = build(recipe);
  try {
    await toLayersModel(model, { recipe, inputChannels: 3 })
      .save(modelFolder(folder));
    await body(folder, model);
  } finally {
    model.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}
