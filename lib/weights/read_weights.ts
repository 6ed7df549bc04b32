import { InputError } from "../core/mod.ts";
import { decodeWeights, type WeightsFile } from "./decode_weights.ts";

/**
 * Reads a file of weights; see {@linkcode decodeWeights}.
 *
 * @param path A `.safetensors`, or a `.pth` of `torch.save`.
 * @param entry Which dictionary of a checkpoint holds the weights. @default the likeliest
 * @throws {InputError} Where the file is missing, unreadable or not one of weights.
 *
 * @example
 * ```ts
 * import { readWeights } from "./read_weights.ts";
 *
 * let message = "";
 * try {
 *   await readWeights("no/such/file.pth");
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("no/such/file.pth")) throw new Error(message);
 * ```
 */
export async function readWeights(
  path: string,
  entry?: string,
): Promise<WeightsFile> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`Cannot read weights: ${reason}`, {
      file: path,
      remedy: "Look whether the path is right and the file may be read.",
      cause,
    });
  }
  return decodeWeights(bytes, {
    file: path,
    ...(entry === undefined ? {} : { entry }),
  });
}
