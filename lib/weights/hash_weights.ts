import { createHash } from "node:crypto";
import { readWeightsFile } from "./read_weights_file.ts";

/**
 * Tells files of weights apart.
 *
 * @param path The file; its bytes are not looked into.
 * @returns SHA-256, hexadecimal.
 * @throws {InputError} Where the file is missing or unreadable.
 *
 * @example
 * ```ts
 * import { hashWeights } from "./hash_weights.ts";
 *
 * const path = await Deno.makeTempFile();
 * if (!(await hashWeights(path)).startsWith("e3b0c442")) throw new Error();
 * ```
 */
export async function hashWeights(path: string): Promise<string> {
  return createHash("sha256").update(await readWeightsFile(path)).digest("hex");
}
