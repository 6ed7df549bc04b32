import { InputError } from "../core/mod.ts";
import { buildModel, type Model } from "../models/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import { assignVariables, decodeSafetensors } from "../tensor/mod.ts";

/**
 * Builds a recipe's network with the weights of a checkpoint (`best.safetensors` or `last.safetensors` of a fold).
 *
 * @param path The checkpoint.
 * @param recipe `model` and `input`.
 * @returns The network; dispose of it after use.
 * @throws {InputError} Where the file is missing or broken, or the weights are of another network; names them.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { buildModel, type Model } from "../models/mod.ts";
 * import { encodeSafetensors, openBackend, readVariables } from "../tensor/mod.ts";
 * import { loadModel } from "./load_model.ts";
 *
 * await openBackend();
 * const recipe = { ...unetBaseline, model: { name: "unet", widths: [4, 8] } } as const;
 * const model = buildModel(recipe.model, { inputChannels: 3, seed: 1 });
 * const path = `${await Deno.makeTempDir()}/best.safetensors`;
 * await Deno.writeFile(
 *   path,
 *   encodeSafetensors(readVariables(new Map([...model.parameters, ...model.buffers]))),
 * );
 * const loaded = await loadModel(path, recipe);
 * const weight = (from: Model) => from.parameters.get("head.weight")!.dataSync().join();
 * if (weight(loaded) !== weight(model)) throw new Error();
 * ```
 */
export async function loadModel(
  path: string,
  recipe: Pick<Recipe, "model" | "input">,
): Promise<Model> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new InputError("Cannot load the network: its file is missing", {
      file: path,
      remedy: "Train the fold first (notebook 04).",
      cause,
    });
  }
  const { tensors } = decodeSafetensors(bytes, path);
  const model = buildModel(recipe.model, {
    inputChannels: recipe.input.channels,
    seed: 1,
  });
  try {
    const variables = new Map([...model.parameters, ...model.buffers]);
    assignVariables(variables, tensors, path);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}
