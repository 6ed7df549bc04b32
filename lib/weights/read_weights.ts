import { decodeWeights, type WeightsFile } from "./decode_weights.ts";
import { readWeightsFile } from "./read_weights_file.ts";

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
  return decodeWeights(await readWeightsFile(path), {
    file: path,
    ...(entry === undefined ? {} : { entry }),
  });
}
