import { resolve } from "node:path";
import type { ModelRecipe } from "../recipes/mod.ts";
import { projectRoot } from "../run/mod.ts";
import { hashWeights, pretrainedPath } from "../weights/mod.ts";

/** The file from which a network's encoder starts. */
export interface InitialWeights {
  /** The encoder's name. */
  readonly encoder: string;
  readonly path: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
}

/**
 * Finds the file from which a recipe's encoder starts.
 *
 * @param recipe The network.
 * @returns The file; nothing where all weights are drawn from the seed.
 * @throws {InputError} Where the file is missing; names the command that fetches it, or what to bring.
 *
 * @example
 * ```ts
 * import { findInitialWeights } from "./initial_weights.ts";
 *
 * const network = { encoder: "resnet34", decoder: "unet" };
 * if (await findInitialWeights(network)) throw new Error();
 * let message = "";
 * try {
 *   await findInitialWeights({ ...network, weights: "no/such/file.pth" });
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("no/such/file.pth")) throw new Error(message);
 * ```
 */
export async function findInitialWeights(
  recipe: ModelRecipe,
): Promise<InitialWeights | undefined> {
  if ("widths" in recipe) return undefined;
  const { encoder, pretrained, weights } = recipe;
  if (pretrained === undefined && weights === undefined) return undefined;
  const path = weights === undefined
    ? await pretrainedPath(projectRoot, encoder)
    : resolve(projectRoot, weights);
  return { encoder, path, sha256: await hashWeights(path) };
}
