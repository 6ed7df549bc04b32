import {
  applyAugmentation,
  augmentCrop,
  type LabelledImage,
} from "../augment/mod.ts";
import { randomSource } from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import { shrinkMask, toNetworkImage } from "../inference/mod.ts";
import { type GalleryItem, overlayMask } from "../plots/mod.ts";
import type { AugmentStep, Recipe } from "../recipes/mod.ts";
import { recordsOf } from "../stages/survey.ts";

/** One image as the network's input sees it, with its label. */
export interface ExampleImage extends LabelledImage {
  readonly id: string;
}

/**
 * Reads an image as training reads it.
 *
 * @param dataset The images.
 * @param id Which.
 * @param recipe The system.
 */
export async function exampleImage(
  dataset: Dataset,
  id: string,
  recipe: Recipe,
): Promise<ExampleImage> {
  const [record] = recordsOf(dataset.labelled, [id]);
  const { image, mask } = await dataset.load(record!);
  const small = toNetworkImage(image, recipe.input);
  const empty = {
    data: new Uint8Array(image.width * image.height),
    width: image.width,
    height: image.height,
  };
  return {
    id,
    image: small,
    mask: shrinkMask(mask ?? empty, small.width, small.height),
  };
}

const words = (name: string) => name.replaceAll("_", " ");

const settings = (parameters: Readonly<Record<string, number>>) =>
  Object.entries(parameters).map(([key, value]) =>
    `${key} ${Number(value.toPrecision(3))}`
  ).join(", ");

/** Image, label and overlay of one sample. */
function triple(
  { image, mask }: LabelledImage,
  title: string,
  note: string,
): GalleryItem[] {
  return [
    { picture: image, title, note },
    { picture: mask, title: "label", note: "" },
    { picture: overlayMask(image, mask), title: "overlay", note: "" },
  ];
}

/** Image, label and overlay for each operation of the recipe, each made to happen. */
export function operationGallery(
  example: ExampleImage,
  steps: readonly AugmentStep[],
  seed: number,
): GalleryItem[] {
  const rows = [triple(example, "as it is", "")];
  for (const step of steps) {
    const random = randomSource(seed, "gallery", step.name);
    const changed = applyAugmentation(
      example,
      [{ ...step, probability: 1 }],
      random,
    );
    const [applied] = changed.applied;
    const drawn = applied ? settings(applied.parameters) : "";
    rows.push(
      triple(
        changed,
        `${words(step.name)}, probability ${step.probability}`,
        drawn,
      ),
    );
  }
  return rows.flat();
}

/** The crops that training would draw from one image, epoch by epoch. */
export function drawGallery(
  example: ExampleImage,
  recipe: Recipe,
  seed: number,
  epochs: number,
): GalleryItem[] {
  const { cropSide, foregroundProbability } = recipe.training;
  return Array.from({ length: epochs }, (_, i) => {
    const random = randomSource(seed, "augment", i + 1, 0, example.id);
    const crop = augmentCrop(example, {
      cropSide,
      foregroundProbability,
      steps: recipe.augment,
    }, random);
    return {
      picture: overlayMask(crop.image, crop.mask),
      title: `epoch ${i + 1}`,
      note: crop.applied.map(({ name }) => words(name)).join(", ") ||
        "nothing drawn",
    };
  });
}

/** The operations as rows: what may happen, how often, how strongly. */
export function operationRows(
  steps: readonly AugmentStep[],
): Record<string, string | number>[] {
  return steps.map(({ name, probability, ...rest }) => ({
    operation: words(name),
    probability,
    settings: settings(rest),
  }));
}
