import {
  applyAugmentation,
  augmentCrop,
  type AugmentedCrop,
  type LabelledImage,
} from "../augment/mod.ts";
import { InputError, randomSource } from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import { shrinkMask, toNetworkImage } from "../inference/mod.ts";
import { type GalleryItem, overlayMask } from "../plots/mod.ts";
import type { AugmentStep, Recipe } from "../recipes/mod.ts";
import { recordsOf } from "../stages/survey.ts";
import { epochOrder } from "../training/mod.ts";

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
 * @returns Image and label at the network's resolution; the label is empty where there is none.
 * @throws {InputError} Where there is no such image, or it cannot be read.
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

/**
 * Image, label and overlay as they are, and for each operation of the recipe, made to happen whatever its probability.
 *
 * @param example From {@linkcode exampleImage}.
 * @param steps The recipe's `augment`.
 * @param seed Keys the draws.
 * @returns Three pictures an operation.
 *
 * @example
 * ```ts
 * import { operationGallery } from "./augmentation.ts";
 *
 * const image = { data: new Uint8Array(64).fill(9), width: 8, height: 8, channels: 1 as const };
 * const mask = { data: new Uint8Array(64).fill(1, 20, 30), width: 8, height: 8 };
 * const steps = [{ name: "flip_horizontal", probability: 0 }] as const;
 * if (operationGallery({ id: "a", image, mask }, steps, 1).length !== 6) throw new Error();
 * ```
 */
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

/** One crop that training draws from an image. */
export interface TrainingDraw extends AugmentedCrop {
  /** Counted from 1. */
  readonly epoch: number;
}

/**
 * The crops that training draws from one image: the first of each epoch in which it is drawn at all.
 *
 * @param example From {@linkcode exampleImage}.
 * @param recipe The system.
 * @param seed The run's.
 * @param training Ids of the images that a fold trains on, as `trainingIds` gives them.
 * @param count How many. Epochs beyond the recipe's go on as a longer training would.
 * @returns The very pixels that the fold's network sees, before they are normalised.
 * @throws {InputError} Where the fold does not train on the image.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { trainingDraws } from "./augmentation.ts";
 *
 * const image = { data: new Uint8Array(192).fill(9), width: 8, height: 8, channels: 3 as const };
 * const mask = { data: new Uint8Array(64), width: 8, height: 8 };
 * const draws = trainingDraws({ id: "a", image, mask }, unetBaseline, 1, ["a", "b"], 3);
 * if (draws.map(({ epoch }) => epoch).join() !== "1,2,3") throw new Error();
 * ```
 */
export function trainingDraws(
  example: ExampleImage,
  recipe: Recipe,
  seed: number,
  training: readonly string[],
  count: number,
): TrainingDraw[] {
  const index = training.indexOf(example.id);
  if (index < 0) {
    throw new InputError(
      `Cannot show the draws: the image must be one that the fold trains on, current value is ${example.id}`,
    );
  }
  const { cropSide, foregroundProbability, samplesPerEpoch } = recipe.training;
  const options = { cropSide, foregroundProbability, steps: recipe.augment };
  const draws: TrainingDraw[] = [];
  for (let epoch = 1; draws.length < count; epoch++) {
    const order = epochOrder(training.length, samplesPerEpoch, seed, epoch);
    const position = order.indexOf(index);
    if (position < 0) continue;
    const random = randomSource(seed, "augment", epoch, position, example.id);
    draws.push({ epoch, ...augmentCrop(example, options, random) });
  }
  return draws;
}

/**
 * The crops that training draws from one image, epoch by epoch, with what was done to each.
 *
 * @param example From {@linkcode exampleImage}.
 * @param recipe The system.
 * @param seed The run's.
 * @param count How many.
 * @param training Ids of the images that a fold trains on. @default {the image alone}
 * @throws {InputError} Where the fold does not train on the image.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { drawGallery } from "./augmentation.ts";
 *
 * const image = { data: new Uint8Array(192).fill(9), width: 8, height: 8, channels: 3 as const };
 * const mask = { data: new Uint8Array(64), width: 8, height: 8 };
 * const [first] = drawGallery({ id: "a", image, mask }, unetBaseline, 1, 3);
 * if (first?.title !== "epoch 1") throw new Error();
 * ```
 */
export function drawGallery(
  example: ExampleImage,
  recipe: Recipe,
  seed: number,
  count: number,
  training: readonly string[] = [example.id],
): GalleryItem[] {
  return trainingDraws(example, recipe, seed, training, count).map((draw) => ({
    picture: overlayMask(draw.image, draw.mask),
    title: `epoch ${draw.epoch}`,
    note: draw.applied.map(({ name }) => words(name)).join(", ") ||
      "nothing drawn",
  }));
}

/**
 * The operations as rows: what may happen, how often, how strongly.
 *
 * @param steps The recipe's `augment`.
 *
 * @example
 * ```ts
 * import { operationRows } from "./augmentation.ts";
 *
 * const [row] = operationRows([{ name: "gaussian_blur", probability: 0.1, deviation: 1 }]);
 * if (row?.["operation"] !== "gaussian blur" || row["settings"] !== "deviation 1") throw new Error();
 * ```
 */
export function operationRows(
  steps: readonly AugmentStep[],
): Record<string, string | number>[] {
  return steps.map(({ name, probability, ...rest }) => ({
    operation: words(name),
    probability,
    settings: settings(rest),
  }));
}
