import { InputError } from "../core/mod.ts";
import { decodeImage, decodeLabelImage } from "../imaging/mod.ts";
import type { Sample, SampleRecord } from "./dataset.ts";
import { splitDuplicates } from "./duplicate_names.ts";
import { type Foreground, labelMask } from "./label_mask.ts";
import type { Listing } from "./layout.ts";
import {
  type ListedFile,
  listFiles,
  picturesOf,
  requirePictures,
} from "./list_images.ts";

/** What a mask's name may have behind its image's name. */
const suffix = /_(mask|seg|segmentation|label|gt|1stHO)$/i;

/** A second observer's masks (CHASE_DB1) are no labels here. */
const secondObserver = /_2ndHO$/i;

const imageFolder = /^(images?|imgs?)$/i;
const maskFolder = /^(masks?|labels?)$/i;

/** Makes the function that reads an image and its mask, for one choice of foreground. */
export function maskPairLoader(foreground: Foreground | undefined) {
  return async (record: SampleRecord): Promise<Sample> => {
    const image = await decodeImage(record.imagePath);
    if (record.labelPath === undefined) return { ...record, image };
    const mask = labelMask(
      await decodeLabelImage(record.labelPath),
      foreground,
    );
    if (mask.width !== image.width || mask.height !== image.height) {
      const turned = mask.width === image.height && mask.height === image.width;
      throw new InputError(
        `Cannot use the mask: its size must be that of the image, ${image.width} x ${image.height}, ` +
          `current value is ${mask.width} x ${mask.height}`,
        {
          file: record.labelPath,
          remedy: turned
            ? "Masks must fit the upright image: turn the mask as the image's EXIF orientation says."
            : `Pair it with its own image (now ${record.imagePath}), or resize it without smoothing.`,
        },
      );
    }
    return { ...record, image, mask };
  };
}

async function subfolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder}/${entry.name}`;
      if (
        entry.isDirectory ||
        (entry.isSymlink && (await Deno.stat(path)).isDirectory)
      ) names.push(entry.name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

interface Places {
  readonly images: string;
  readonly masks: string;
  /** Folders of images to predict. */
  readonly unlabelled: readonly string[];
}

/** Finds images/ and masks/ in the folder itself or in its train/, and the test images. */
async function findPlaces(
  root: string,
  folders: readonly string[],
): Promise<Places | undefined> {
  const train = folders.find((name) => /^train(ing)?$/i.test(name));
  const inTrain = train ? await subfolders(`${root}/${train}`) : [];
  for (
    const [base, names] of [["", folders], [`${train}/`, inTrain]] as const
  ) {
    const images = names.find((name) => imageFolder.test(name));
    const masks = names.find((name) => maskFolder.test(name));
    if (images === undefined || masks === undefined) continue;
    const unlabelled: string[] = [];
    for (const folder of folders) {
      if (/^test_(images?|imgs?)$/i.test(folder)) unlabelled.push(folder);
      if (!/^test(ing)?$/i.test(folder)) continue;
      const inner = await subfolders(`${root}/${folder}`);
      const images = inner.find((name) => imageFolder.test(name));
      unlabelled.push(images ? `${folder}/${images}` : folder);
    }
    return { images: base + images, masks: base + masks, unlabelled };
  }
  return undefined;
}

/** Why an image has no mask, or more than one. */
function unpairedImage(
  image: ListedFile,
  found: readonly ListedFile[],
  folder: string,
): InputError {
  return found.length === 0
    ? new InputError(
      `Cannot pair the image: ${folder}/${image.stem}.png must be there, it is missing`,
      {
        file: image.path,
        remedy:
          "Add the mask (one file an image), move the image to test_images/, or leave it out with --skip-bad.",
      },
    )
    : new InputError(
      `Cannot pair the image: it must have one mask, it has ${
        found.map(({ relative }) => relative).join(" and ")
      }`,
      {
        file: image.path,
        remedy: "Keep one of them, or leave the image out with --skip-bad.",
      },
    );
}

/** Gives each image its mask; tells what is left over on either side. */
function pairByName(
  images: readonly ListedFile[],
  masks: readonly ListedFile[],
  places: Places,
) {
  const stems = new Set(images.map(({ stem }) => stem));
  const candidates = Map.groupBy(
    masks.filter(({ stem }) => !secondObserver.test(stem)),
    ({ stem }) => stems.has(stem) ? stem : stem.replace(suffix, ""),
  );
  const pairs: [ListedFile, ListedFile][] = [];
  const problems: InputError[] = [];
  for (const image of images) {
    const found = candidates.get(image.stem) ?? [];
    candidates.delete(image.stem);
    const [mask] = found;
    if (mask && found.length === 1) pairs.push([image, mask]);
    else problems.push(unpairedImage(image, found, places.masks));
  }
  for (const [stem, alone] of candidates) {
    for (const mask of alone) {
      problems.push(
        new InputError(
          `Cannot pair the mask: ${places.images}/${stem}.png or another picture must be there, it is missing`,
          {
            file: mask.path,
            remedy:
              "Add the image (JPEG, PNG, TIFF, WebP or GIF), or use --skip-bad.",
          },
        ),
      );
    }
  }
  return { pairs, problems };
}

/**
 * Lists a folder of image and mask pairs: `images/` and `masks/`, sub-folders alike in both, the same name without
 * ending; a mask's name may end in `_mask`, `_seg`, `_segmentation`, `_label`, `_gt` or `_1stHO`. `train/images/` and
 * `train/masks/` are found too. Images to predict lie in `test_images/`, `test/images/` or `test/`.
 *
 * @param root Absolute path.
 * @param folders Names of the root's sub-folders.
 * @param foreground What counts as foreground; see {@linkcode labelMask}.
 * @returns The listing, or undefined where the folder has another layout.
 *
 * @example
 * ```ts
 * import { listMaskPairs } from "./mask_pairs.ts";
 *
 * if (await listMaskPairs("/nowhere", ["Train_Images"], undefined) !== undefined) throw new Error();
 * ```
 */
export async function listMaskPairs(
  root: string,
  folders: readonly string[],
  foreground: Foreground | undefined,
): Promise<Listing | undefined> {
  const places = await findPlaces(root, folders);
  if (!places) return undefined;
  const images = await requirePictures(`${root}/${places.images}`);
  const masks = picturesOf(await listFiles(`${root}/${places.masks}`));
  const { single, problems } = splitDuplicates(images);
  // The masks of images that are refused for their names are refused with them.
  const kept = new Set(single);
  const refused = new Set(
    images.filter((image) => !kept.has(image)).map(({ stem }) => stem),
  );
  const paired = pairByName(
    single,
    masks.filter(({ stem }) =>
      !refused.has(stem) && !refused.has(stem.replace(suffix, ""))
    ),
    places,
  );
  const unlabelled: ListedFile[] = [];
  for (const folder of places.unlabelled) {
    unlabelled.push(...picturesOf(await listFiles(`${root}/${folder}`)));
  }
  const toPredict = splitDuplicates(unlabelled);
  return {
    kind: "mask_pairs",
    submission: "mask_png",
    pairs: paired.pairs,
    unlabelled: toPredict.single,
    problems: [...problems, ...paired.problems, ...toPredict.problems],
    loading: { kind: "mask_pairs", ...(foreground ? { foreground } : {}) },
  };
}
