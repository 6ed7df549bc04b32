import type { ModelRecipe } from "./model_recipe.ts";

/**
 * What a network is called in logs and reports.
 *
 * @param recipe The network.
 *
 * @example
 * ```ts
 * import { modelTitle } from "./model_title.ts";
 *
 * if (modelTitle({ name: "unet", widths: [8, 16] }) !== "unet, 8-16 channels") throw new Error();
 * if (modelTitle({ encoder: "resnet34", decoder: "unet" }) !== "unet on resnet34") throw new Error();
 * ```
 */
export function modelTitle(recipe: ModelRecipe): string {
  if ("widths" in recipe) {
    return `${recipe.name}, ${recipe.widths.join("-")} channels`;
  }
  const { encoder, decoder, attention, decoderChannels, ...rest } = recipe;
  const details = [
    decoderChannels && `${decoderChannels.join("-")} channels`,
    attention,
    rest.encoderNorm && `encoder with ${rest.encoderNorm} norm`,
    rest.encoderActivation && `encoder with ${rest.encoderActivation}`,
    rest.decoderNorm && `decoder with ${rest.decoderNorm} norm`,
    rest.decoderActivation && `decoder with ${rest.decoderActivation}`,
    rest.deepSupervision && `${rest.deepSupervision} levels supervised`,
    rest.classificationHead && "classification head",
  ].filter((detail) => detail !== undefined);
  return [`${decoder} on ${encoder}`, ...details].join(", ");
}
