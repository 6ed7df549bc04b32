import { InputError } from "../../core/mod.ts";
import type { LabelDistributions } from "./statistics.ts";
import type { SyntheticStamp } from "./synthetic_options.ts";

/** The stamp and the truth's statistics: of the labelled images, and of the others, whose labels are hidden. */
export interface SyntheticDescription extends SyntheticStamp {
  readonly statistics: {
    readonly labelled: LabelDistributions;
    readonly unlabelled: LabelDistributions;
  };
}

/** The file whose presence says that a folder was drawn. */
export const stampFile = "synthetic.json";

/**
 * Reads what a drawn folder says of itself.
 *
 * @param folder A folder that may have been drawn.
 * @returns The description, or `undefined` where the folder was not drawn by this project.
 *
 * @example
 * ```ts
 * import { readSyntheticDescription } from "./drawn_folder.ts";
 *
 * if (await readSyntheticDescription(await Deno.makeTempDir()) !== undefined) throw new Error();
 * ```
 */
export async function readSyntheticDescription(
  folder: string,
): Promise<SyntheticDescription | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${folder}/${stampFile}`));
  } catch {
    return undefined;
  }
}

/** Whether the folder holds exactly what the stamp says; files that were taken away since are noticed. */
export async function isDrawn(
  folder: string,
  stamp: SyntheticStamp,
): Promise<boolean> {
  const found = await readSyntheticDescription(folder);
  if (!found) return false;
  const same = (Object.keys(stamp) as (keyof SyntheticStamp)[])
    .every((key) => found[key] === stamp[key]);
  if (!same) return false;
  const expected: readonly [string, number][] = [
    ["Train_Images", stamp.labelled],
    ["Train_Annotations", stamp.labelled],
    ["Public_Image", stamp.public],
    ["Private_Image", stamp.private],
    [".truth", stamp.public + stamp.private],
  ];
  const counts = await Promise.all(
    expected.map(([name]) => countFiles(`${folder}/${name}`)),
  );
  return expected.every(([, count], i) => counts[i]! >= count);
}

async function countFiles(folder: string): Promise<number> {
  let count = 0;
  try {
    for await (const _ of Deno.readDir(folder)) count++;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return count;
}

/** Drawn data may be replaced, anything else may not. */
export async function refuseForeign(folder: string): Promise<void> {
  try {
    if (await countFiles(folder) === 0) return;
  } catch (cause) {
    throw new InputError(
      `Cannot draw synthetic images: folder must be a folder, current value is a file or cannot be read`,
      { file: folder, remedy: "Choose another folder.", cause },
    );
  }
  if (await readSyntheticDescription(folder)) return;
  throw new InputError(
    "Cannot draw synthetic images: folder must be empty, new, or drawn before, current one holds other files",
    { file: folder, remedy: "Choose another folder or remove this one." },
  );
}

/** A folder beside the target to draw in; those that an interrupted drawing left an hour ago or more are removed. */
export async function makeAside(folder: string): Promise<string> {
  const cut = folder.lastIndexOf("/");
  const parent = cut < 0 ? "." : cut === 0 ? "/" : folder.slice(0, cut);
  const prefix = `${folder.slice(cut + 1)}.drawing.`;
  await Deno.mkdir(parent, { recursive: true });
  for await (const { name } of Deno.readDir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const { mtime } = await Deno.stat(`${parent}/${name}`);
    if (Date.now() - (mtime?.getTime() ?? 0) > 3_600_000) {
      await Deno.remove(`${parent}/${name}`, { recursive: true }).catch(
        () => {},
      );
    }
  }
  return await Deno.makeTempDir({ dir: parent, prefix });
}

/** Renames the drawn folder to its place. Where another process was first with the same pictures, theirs stay. */
export async function putInPlace(
  aside: string,
  folder: string,
  stamp: SyntheticStamp,
): Promise<void> {
  if (await isDrawn(folder, stamp)) return;
  if (await readSyntheticDescription(folder)) {
    await Deno.remove(folder, { recursive: true });
  }
  try {
    await Deno.rename(aside, folder);
  } catch (error) {
    if (!await isDrawn(folder, stamp)) throw error;
  }
}

/** A worker that was stopped may still be finishing a file: tries again for a moment. */
export async function removeAside(aside: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return await Deno.remove(aside, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
