import { InputError } from "../core/mod.ts";

/**
 * Reads a file of weights as it is.
 *
 * @param path The file.
 * @throws {InputError} Where the file is missing or unreadable.
 */
export async function readWeightsFile(
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`Cannot read weights: ${reason}`, {
      file: path,
      remedy: "Look whether the path is right and the file may be read.",
      cause,
    });
  }
}
