import type { RandomSource } from "../core/mod.ts";
import type { AugmentStep } from "../recipes/recipe.ts";
import {
  applyAugmentation,
  type AugmentedImage,
} from "./apply_augmentation.ts";
import { type CropWindow, drawCropWindow } from "./crop_sample.ts";
import type { LabelledImage } from "./labelled_image.ts";

/** What the network is trained on: how a crop is taken and what is done to it. */
export interface AugmentCropOptions {
  /** Pixels a side. */
  readonly cropSide: number;
  /** Probability that a crop must contain foreground, where the image has any. */
  readonly foregroundProbability: number;
  /** The recipe's `augment`. */
  readonly steps: readonly AugmentStep[];
}

/** A crop after the augmentation. */
export interface AugmentedCrop extends AugmentedImage {
  /** The part of the image that was taken. */
  readonly window: CropWindow;
}

/** Draws of one crop before the affine step is left out. */
const ATTEMPTS = 8;

/**
 * Draws one training crop: window, then augmentation within the window.
 *
 * Where the crop must contain foreground and an affine step pushed it out, the augmentation is drawn again, and after
 * eight attempts without its affine steps, which cannot fail.
 *
 * @param sample The whole image and its label; left as it is.
 * @param options Crop and steps.
 * @param random Read a varying number of times; equal sources give equal bytes.
 *
 * @example
 * ```ts
 * import { randomSource } from "../core/mod.ts";
 * import { augmentCrop } from "./augment_crop.ts";
 *
 * const image = { data: new Uint8Array(64).fill(9), width: 8, height: 8, channels: 1 as const };
 * const mask = { data: new Uint8Array(64), width: 8, height: 8 };
 * mask.data[0] = 1;
 * const options = { cropSide: 4, foregroundProbability: 1, steps: [] };
 * const crop = augmentCrop({ image, mask }, options, randomSource(1));
 * if (crop.image.data.length !== 16 || !crop.mask.data.includes(1)) throw new Error();
 * ```
 */
export function augmentCrop(
  sample: LabelledImage,
  { cropSide, foregroundProbability, steps }: AugmentCropOptions,
  random: RandomSource,
): AugmentedCrop {
  const required = random.chance(foregroundProbability);
  const window = drawCropWindow(
    sample.mask,
    cropSide,
    required ? 1 : 0,
    random,
  );
  const canFail = required && sample.mask.data.includes(1);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const crop = applyAugmentation(sample, steps, random, { window });
    if (!canFail || crop.mask.data.includes(1)) return { ...crop, window };
  }
  const rigid = steps.filter(({ name }) => name !== "affine");
  return { ...applyAugmentation(sample, rigid, random, { window }), window };
}
