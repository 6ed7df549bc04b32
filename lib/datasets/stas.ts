import { InputError } from "../core/mod.ts";
import { decodeImage } from "../imaging/mod.ts";
import type { Sample, SampleRecord } from "./dataset.ts";
import { splitDuplicates } from "./duplicate_names.ts";
import { readLabelmeMask } from "./labelme.ts";
import type { Listing } from "./layout.ts";
import {
  type ListedFile,
  listFiles,
  picturesOf,
  requirePictures,
} from "./list_images.ts";

/** Folder names of the AI CUP layout, without regard to case. */
export const stasFolders = {
  images: /^train_images?$/i,
  annotations: /^train_annotations?$/i,
  unlabelled: /^(public|private)_images?$/i,
} as const;

/** Reads one image and its labelme annotation. */
export async function loadStas(record: SampleRecord): Promise<Sample> {
  const image = await decodeImage(record.imagePath);
  if (record.labelPath === undefined) return { ...record, image };
  const { width, height } = image;
  const mask = await readLabelmeMask(record.labelPath, width, height);
  return { ...record, image, mask };
}

function missing(what: string, file: ListedFile, partner: string) {
  return new InputError(
    `Cannot pair the ${what}: ${partner} must be there, it is missing`,
    {
      file: file.path,
      remedy:
        `Copy ${partner} there (an empty annotation has "shapes": []), or leave the ${what} out with --skip-bad.`,
    },
  );
}

/**
 * Lists a folder in the AI CUP 2022 STAS layout: `Train_Images/*.jpg`, `Train_Annotations/*.json` (labelme),
 * `Public_Image/`, `Private_Image/`. Images and annotations pair by the name without its ending.
 *
 * @param root Absolute path.
 * @param folders Names of the root's sub-folders.
 * @returns The listing, or undefined where the folder has another layout.
 *
 * @example
 * ```ts
 * import { listStas } from "./stas.ts";
 *
 * if (await listStas("/nowhere", ["images", "masks"]) !== undefined) throw new Error();
 * ```
 */
export async function listStas(
  root: string,
  folders: readonly string[],
): Promise<Listing | undefined> {
  const images = folders.find((name) => stasFolders.images.test(name));
  const notes = folders.find((name) => stasFolders.annotations.test(name));
  if (images === undefined || notes === undefined) return undefined;

  const pictures = await requirePictures(`${root}/${images}`);
  const { single, problems } = splitDuplicates(pictures);
  const labels = (await listFiles(`${root}/${notes}`))
    .filter(({ ending }) => ending === ".json");
  const byStem = new Map(labels.map((label) => [label.stem, label]));
  const pairs: [ListedFile, ListedFile][] = [];
  for (const image of single) {
    const label = byStem.get(image.stem);
    if (label) pairs.push([image, label]);
    else problems.push(missing("image", image, `${notes}/${image.stem}.json`));
  }
  // Of images that are refused for their names the annotation is refused with them.
  const known = new Set(pictures.map(({ stem }) => stem));
  for (const label of labels) {
    if (known.has(label.stem)) continue;
    const image = `${images}/${label.stem}.jpg`;
    problems.push(missing("annotation", label, image));
  }
  const unlabelled: ListedFile[] = [];
  for (const folder of folders) {
    if (!stasFolders.unlabelled.test(folder)) continue;
    unlabelled.push(...picturesOf(await listFiles(`${root}/${folder}`)));
  }
  const toPredict = splitDuplicates(unlabelled);
  return {
    kind: "stas",
    submission: "stas_zip",
    pairs,
    unlabelled: toPredict.single,
    problems: [...problems, ...toPredict.problems],
    loading: { kind: "stas" },
  };
}
