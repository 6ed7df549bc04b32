import { InputError } from "../core/mod.ts";

/**
 * Reads a JSON file that an earlier notebook left in the run's folder.
 *
 * @param path The file.
 * @param notebook The notebook that writes it, for the message.
 * @returns The parsed value; it was written by this project, and its `version` is checked.
 * @throws {InputError} Where the file is missing, damaged or of another version; says which notebook to run.
 *
 * @example
 * ```ts
 * import { readArtefact } from "./artefact.ts";
 *
 * const path = `${await Deno.makeTempDir()}/folds.json`;
 * await Deno.writeTextFile(path, '{"version": 1, "folds": []}');
 * const { folds } = await readArtefact<{ version: 1; folds: string[] }>(path, "02_folds");
 * if (folds.length !== 0) throw new Error();
 * ```
 */
export async function readArtefact<T extends { readonly version: number }>(
  path: string,
  notebook: string,
): Promise<T> {
  const remedy = `Run notebook ${notebook} first.`;
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    const problem = cause instanceof Deno.errors.NotFound
      ? "the file is not there"
      : "the file is damaged";
    throw new InputError(`Cannot go on with the run: ${problem}`, {
      file: path,
      remedy,
      cause,
    });
  }
  const version = typeof value === "object" && value !== null &&
    Reflect.get(value, "version");
  if (version !== 1) {
    throw new InputError(
      `Cannot go on with the run: version must be 1, current value is ${version}`,
      { file: path, remedy },
    );
  }
  return value as T;
}
