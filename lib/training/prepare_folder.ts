import type { FoldFiles } from "./fold_files.ts";

/** How `writeFileAtomic` names what it has not finished. */
const UNFINISHED = /\.\d+\.\d+\.tmp$/;

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) await removeUnfinished(path);
    else if (UNFINISHED.test(name)) await remove(path);
  }
}

/**
 * Clears a fold's folder of the half-written files of a killed training, or of everything.
 *
 * @param files The fold's files; the folder exists.
 * @param resume False where nothing of an earlier training is to stay.
 */
export async function prepareFolder(
  files: FoldFiles,
  resume: boolean,
): Promise<void> {
  const { folder, ...parts } = files;
  if (!resume) {
    // `done.json` first: it must never stand beside less than a whole training.
    await remove(files.done);
    for (const path of Object.values(parts)) await remove(path);
  }
  await removeUnfinished(folder);
}
