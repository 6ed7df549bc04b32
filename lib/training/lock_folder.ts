import { InputError } from "../core/mod.ts";

/**
 * Takes a folder for this training alone, until it is released or the process ends (killed ones, too).
 *
 * @param folder It exists.
 * @returns What releases it.
 * @throws {InputError} Where another training holds it.
 *
 * @example
 * ```ts
 * import { lockFolder } from "./lock_folder.ts";
 *
 * const folder = await Deno.makeTempDir();
 * using _lock = await lockFolder(folder);
 * let refused = false;
 * await lockFolder(folder).catch(() => (refused = true));
 * if (!refused) throw new Error();
 * ```
 */
export async function lockFolder(folder: string): Promise<Disposable> {
  const file = await Deno.open(`${folder}/.lock`, {
    create: true,
    write: true,
  });
  try {
    if (!await file.tryLock(true)) {
      throw new InputError(
        "Cannot train the fold: one training at a time must use its folder, another one does",
        {
          file: folder,
          remedy: "Stop the other notebook or command, or restart its kernel.",
        },
      );
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return { [Symbol.dispose]: () => file.close() };
}
