import { z } from "zod";
import { InputError } from "../../core/mod.ts";
import type { ModelRecipe } from "../../recipes/model_recipe.ts";
import { modelSchema } from "../../recipes/model_schema.ts";
import type { DeclareModelOptions } from "../build_model.ts";

/** From what a network is built again; each layer of a `LayersModel` stores it. */
export interface NetworkConfig extends DeclareModelOptions {
  readonly recipe: ModelRecipe;
}

const count = z.number().int().positive();
const schema: z.ZodType<NetworkConfig> = z.strictObject({
  recipe: modelSchema,
  inputChannels: count,
  outputChannels: count.exactOptional(),
  mode: z.enum(["binary", "multiclass", "multilabel"]).exactOptional(),
});

/**
 * Writes a configuration so that it outlasts tfjs, which on the way to a file and back turns every text between
 * snake_case and camelCase: what it would change is written by its number.
 *
 * @param config The network.
 *
 * @example
 * ```ts
 * import { decodeConfig, encodeConfig } from "./network_config.ts";
 *
 * const config = { recipe: { encoder: "tf_efficientnet_lite0", decoder: "unet" }, inputChannels: 3 };
 * const text = encodeConfig(config);
 * if (/[_A-Z]/.test(text) || JSON.stringify(decodeConfig(text)) !== JSON.stringify(config)) throw new Error(text);
 * ```
 */
export function encodeConfig(config: NetworkConfig): string {
  return JSON.stringify(config).replace(
    /[_A-Z]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Reads what {@linkcode encodeConfig} wrote.
 *
 * @param text A layer's `network`.
 * @throws {InputError} Where it does not describe a network.
 */
export function decodeConfig(text: unknown): NetworkConfig {
  let value: unknown;
  try {
    value = JSON.parse(String(text));
  } catch {
    throw refusal(`current value is ${String(text).slice(0, 80)}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refusal(
    result.error.issues
      .map(({ path, message }) => `${path.join(".") || "network"}: ${message}`)
      .join("; "),
  );
}

const refusal = (reason: string) =>
  new InputError(
    `Cannot load the model: each layer's network must be a recipe with channels, ${reason}`,
  );
