import { InputError } from "../core/mod.ts";

/**
 * Reads a JSON file that an earlier notebook left in the run's folder.
 *
 * @param path The file.
 * @param notebook The notebook that writes it, for the message.
 * @param keys What it must hold.
 * @param wanted Version of the file's layout. @default {1}
 * @returns The parsed value; it was written by this project, so its `version` and its keys are all that is checked.
 * @throws {InputError} Where the file is missing, damaged, of another version, or lacks a key; says which notebook to
 * run.
 *
 * @example
 * ```ts
 * import { readArtefact } from "./artefact.ts";
 *
 * const path = `${await Deno.makeTempDir()}/folds.json`;
 * await Deno.writeTextFile(path, '{"version": 1, "folds": []}');
 * const { folds } = await readArtefact<{ version: 1; folds: string[] }>(path, "02_folds", ["folds"]);
 * if (folds.length !== 0) throw new Error();
 * ```
 */
export async function readArtefact<T extends { readonly version: number }>(
  path: string,
  notebook: string,
  keys: readonly (keyof T & string)[],
  wanted: T["version"] = 1,
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
  const held = new Map(
    typeof value === "object" && value !== null ? Object.entries(value) : [],
  );
  const version = held.get("version");
  if (version !== wanted) {
    throw new InputError(
      `Cannot go on with the run: version must be ${wanted}, current value is ${version}`,
      { file: path, remedy: `Run notebook ${notebook} again.` },
    );
  }
  const missing = keys.filter((key) => !held.has(key));
  if (missing.length > 0) {
    throw new InputError(
      `Cannot go on with the run: the file must hold ${
        missing.join(", ")
      }, which is missing`,
      { file: path, remedy },
    );
  }
  return value as T;
}
