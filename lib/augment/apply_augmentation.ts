import type { RandomSource, RasterImage } from "../core/mod.ts";
import type { AugmentStep } from "../recipes/recipe.ts";
import { affineMap, drawAffine } from "./affine.ts";
import { brightnessContrast } from "./brightness_contrast.ts";
import type { CropWindow } from "./crop_sample.ts";
import { flipHorizontalMap } from "./flip_horizontal.ts";
import { flipVerticalMap } from "./flip_vertical.ts";
import { gamma } from "./gamma.ts";
import { gaussianBlur } from "./gaussian_blur.ts";
import { gaussianNoise } from "./gaussian_noise.ts";
import { hueSaturation } from "./hue_saturation.ts";
import type { LabelledImage } from "./labelled_image.ts";
import { composeMaps, type PlaneMap } from "./plane_map.ts";
import { resample } from "./resample.ts";
import { rotate90Map } from "./rotate_90.ts";

/** A step that was drawn, with the values it was given. */
export interface AppliedStep {
  /** The step's name in the recipe. */
  readonly name: AugmentStep["name"];
  /** What was drawn, in the units of the step's function. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** An image and its label after the augmentation. */
export interface AugmentedImage extends LabelledImage {
  /** The steps that happened, in order. */
  readonly applied: readonly AppliedStep[];
}

/** What {@linkcode applyAugmentation} may be told. */
export interface ApplyAugmentationOptions {
  /** The part that is wanted; by default the whole image. Geometric steps then read true pixels around it. */
  readonly window?: CropWindow;
}

/** What a step does: it moves pixels or changes their values. */
type Change =
  | {
    readonly moves: (width: number, height: number) => PlaneMap;
    /** True where width and height change places. */
    readonly swapsSides?: boolean;
  }
  | { readonly paints: (image: RasterImage) => RasterImage };

/** Draws the parameters of one step and says what it will do. */
function drawChange(
  step: AugmentStep,
  random: RandomSource,
): Change & { readonly parameters: Readonly<Record<string, number>> } {
  switch (step.name) {
    case "flip_horizontal":
      return { parameters: {}, moves: flipHorizontalMap };
    case "flip_vertical":
      return { parameters: {}, moves: (_, height) => flipVerticalMap(height) };
    case "rotate_90": {
      const turns = 1 + random.integer(3);
      return {
        parameters: { turns },
        moves: (width, height) => rotate90Map(width, height, turns),
        swapsSides: turns !== 2,
      };
    }
    case "affine": {
      const drawn = drawAffine(step, random);
      return {
        parameters: { ...drawn },
        moves: (width, height) => affineMap(width, height, drawn),
      };
    }
    case "brightness_contrast": {
      const brightness = random.uniform(-step.brightness, step.brightness);
      const contrast = random.uniform(1 - step.contrast, 1 + step.contrast);
      return {
        parameters: { brightness, contrast },
        paints: (image) => brightnessContrast(image, brightness, contrast),
      };
    }
    case "hue_saturation": {
      const hue = random.uniform(-step.hue, step.hue);
      const saturation = random.uniform(
        1 - step.saturation,
        1 + step.saturation,
      );
      return {
        parameters: { hue, saturation },
        paints: (image) => hueSaturation(image, hue, saturation),
      };
    }
    case "gamma": {
      const exponent = random.uniform(step.low, step.high);
      return {
        parameters: { exponent },
        paints: (image) => gamma(image, exponent),
      };
    }
    case "gaussian_noise": {
      const deviation = random.uniform(0, step.deviation);
      return {
        parameters: { deviation },
        paints: (image) => gaussianNoise(image, deviation, random),
      };
    }
    case "gaussian_blur": {
      const deviation = random.uniform(0, step.deviation);
      return {
        parameters: { deviation },
        paints: (image) => gaussianBlur(image, deviation),
      };
    }
  }
}

/**
 * Applies the steps of a recipe, in order, each with its probability.
 *
 * Image and label move together. Geometric steps that follow one another are joined into one resampling (one blur, not
 * several), which reads the whole image: with a `window`, only its pixels are computed, and what turns or shifts into
 * it is real where the image goes on and mirrored where it ends. A `rotate_90` that happens turns by 1, 2 or 3
 * quarters alike. The random source is the only source of chance: equal sources give equal bytes.
 *
 * @param sample Values 0 to 255, label 0 or 1; left as it is (where nothing happens the same arrays are returned).
 * @param steps The recipe's `augment`.
 * @param random Read a varying number of times.
 * @param options The window.
 * @returns Image and label of the window's size (sides changed over by odd quarter turns), and what was drawn.
 *
 * @example
 * ```ts
 * import { randomSource } from "../core/mod.ts";
 * import { applyAugmentation } from "./apply_augmentation.ts";
 *
 * const image = { data: new Uint8Array([1, 2, 3, 4]), width: 2, height: 2, channels: 1 as const };
 * const mask = { data: new Uint8Array([1, 0, 0, 0]), width: 2, height: 2 };
 * const steps = [{ name: "flip_horizontal", probability: 1 }] as const;
 * const flipped = applyAugmentation({ image, mask }, steps, randomSource(1));
 * if (flipped.image.data.join() !== "2,1,4,3" || flipped.mask.data.join() !== "0,1,0,0") throw new Error();
 * ```
 */
export function applyAugmentation(
  sample: LabelledImage,
  steps: readonly AugmentStep[],
  random: RandomSource,
  options: ApplyAugmentationOptions = {},
): AugmentedImage {
  const { window } = options;
  let current = sample;
  let [width, height] = window
    ? [window.side, window.side]
    : [sample.image.width, sample.image.height];
  // Moves that wait to be made in one resampling of `current`.
  let pending: PlaneMap | undefined = window &&
    [1, 0, window.x, 0, 1, window.y];
  const settle = () => {
    if (pending) current = resample(current, pending, width, height);
    pending = undefined;
  };
  const applied: AppliedStep[] = [];
  for (const step of steps) {
    if (!random.chance(step.probability)) continue;
    const change = drawChange(step, random);
    applied.push({ name: step.name, parameters: change.parameters });
    if ("moves" in change) {
      const map = change.moves(width, height);
      pending = pending ? composeMaps(pending, map) : map;
      if (change.swapsSides) [width, height] = [height, width];
    } else {
      settle();
      current = { image: change.paints(current.image), mask: current.mask };
    }
  }
  settle();
  return { image: current.image, mask: current.mask, applied };
}
