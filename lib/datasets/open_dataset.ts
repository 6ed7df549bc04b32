import { basename, resolve } from "node:path";
import { InputError } from "../core/mod.ts";
import type { Dataset, DatasetOptions } from "./dataset.ts";
import { parseForeground } from "./label_mask.ts";
import { finishDataset } from "./layout.ts";
import { listMaskPairs } from "./mask_pairs.ts";
import { listStas } from "./stas.ts";

/** The file by which a folder of drawn pictures is known; what draws them writes it last. */
export const syntheticMarker = "synthetic.json";

const lookedFor =
  "Train_Images/ with Train_Annotations/ (AI CUP STAS), or images/ with masks/ (mask pairs; also under train/)";

async function entriesOf(root: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(root));
  } catch (cause) {
    throw new InputError(
      `Cannot open the dataset: ${
        cause instanceof Deno.errors.NotFound
          ? "the folder must exist, there is none"
          : `the folder must be readable, ${cause}`
      }`,
      {
        file: root,
        remedy: "Give --data a folder that data/README.md describes.",
        cause,
      },
    );
  }
}

/**
 * Opens a folder of images: finds out its layout by looking, pairs images with labels, gives ids and groups. Only the
 * listing is read; pixels are read by `load`, and all of them checked by `checkDataset`.
 *
 * @param folder The folder, absolute or relative to the working directory.
 * @param options How it is to be read.
 * @returns The dataset.
 * @throws {InputError} Where no layout fits (the message says what was looked for and what was found), where an image
 * has no label, a label no image, or two images one name (unless `skipBad`), and where nothing is left.
 *
 * @example
 * ```ts
 * import { openDataset } from "./open_dataset.ts";
 *
 * const root = await Deno.makeTempDir();
 * for (const folder of ["images", "masks"]) {
 *   await Deno.mkdir(`${root}/${folder}`);
 *   await Deno.writeTextFile(`${root}/${folder}/a.png`, "");
 * }
 * const { kind, labelled } = await openDataset(root);
 * if (kind !== "mask_pairs" || labelled[0]?.id !== "a") throw new Error();
 * ```
 */
export async function openDataset(
  folder: string,
  options: DatasetOptions = {},
): Promise<Dataset> {
  const root = resolve(folder);
  const foreground = options.foreground === undefined
    ? undefined
    : parseForeground(options.foreground);
  const entries = await entriesOf(root);
  const folders: string[] = [];
  for (const entry of entries) {
    const isFolder = entry.isSymlink
      ? (await Deno.stat(`${root}/${entry.name}`)).isDirectory
      : entry.isDirectory;
    if (isFolder) folders.push(entry.name);
  }
  folders.sort();
  const listing = await listStas(root, folders) ??
    await listMaskPairs(root, folders, foreground);
  if (listing === undefined) {
    const names = entries.map(({ name }) =>
      folders.includes(name) ? `${name}/` : name
    ).sort();
    const more = names.length > 12 ? ` and ${names.length - 12} more` : "";
    throw new InputError(
      `Cannot open the dataset: the folder must hold ${lookedFor}, it holds ${
        names.slice(0, 12).join(", ") || "nothing"
      }${more}`,
      {
        file: root,
        remedy: "Arrange the files as data/README.md shows.",
      },
    );
  }
  if (listing.kind === "stas" && foreground !== undefined) {
    throw new InputError(
      `Cannot use the foreground: polygons have no values, the option must be absent for the STAS layout, ` +
        `current value is ${JSON.stringify(options.foreground)}`,
      { file: root, remedy: "Leave --foreground out." },
    );
  }
  const synthetic = entries.some(({ name }) => name === syntheticMarker);
  return finishDataset(root, basename(root), synthetic, listing, options);
}
