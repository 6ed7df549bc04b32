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

async function load(record: SampleRecord): Promise<Sample> {
  const image = await decodeImage(record.imagePath);
  if (record.labelPath === undefined) return { ...record, image };
  const { width, height } = image;
  const mask = await readLabelmeMask(record.labelPath, width, height);
  return { ...record, image, mask };
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

  const { single, problems } = splitDuplicates(
    await requirePictures(`${root}/${images}`),
  );
  const twice = new Set(problems.map(({ file }) => file));
  const labels = new Map(
    (await listFiles(`${root}/${notes}`))
      .filter(({ ending }) => ending === ".json")
      .map((file) => [file.stem, file]),
  );
  const pairs: [ListedFile, ListedFile][] = [];
  for (const image of single) {
    const label = labels.get(image.stem);
    labels.delete(image.stem);
    if (label) pairs.push([image, label]);
    else {
      problems.push(
        new InputError(
          `Cannot pair the image: ${notes}/${image.stem}.json must be there, it is missing`,
          {
            file: image.path,
            remedy:
              `Copy the annotation to ${notes}/ (an empty one has "shapes": []), or leave the image out with --skip-bad.`,
          },
        ),
      );
    }
  }
  for (const label of labels.values()) {
    if ([...twice].some((file) => file?.includes(`/${label.stem}.`))) continue;
    problems.push(
      new InputError(
        `Cannot pair the annotation: ${images}/${label.stem}.jpg must be there, it is missing`,
        {
          file: label.path,
          remedy: `Copy the image to ${images}/, or use --skip-bad.`,
        },
      ),
    );
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
    load,
  };
}
