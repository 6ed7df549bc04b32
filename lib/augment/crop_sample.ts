import type { Mask, RandomSource } from "../core/mod.ts";
import type { LabelledImage } from "./labelled_image.ts";
import { resample } from "./resample.ts";

/** A square of an image; it may reach beyond the border, where the image is mirrored. */
export interface CropWindow {
  /** Column of the left side; negative where the image is narrower than the window. */
  readonly x: number;
  /** Row of the upper side; negative where the image is lower than the window. */
  readonly y: number;
  /** Pixels a side. */
  readonly side: number;
}

/** A crop and where it was taken. */
export interface CroppedImage extends LabelledImage {
  /** The part of the image. */
  readonly window: CropWindow;
}

/** Column and row of one foreground pixel, each as likely as the others. */
function drawForegroundPixel(
  { data, width }: Mask,
  random: RandomSource,
): readonly [x: number, y: number] | undefined {
  let count = 0;
  for (const value of data) count += value;
  if (count === 0) return undefined;
  let left = random.integer(count);
  const index = data.findIndex((value) => value === 1 && left-- === 0);
  return [index % width, Math.floor(index / width)];
}

/** Uniform among the starts in [low, high] of a window; a window longer than the image lies around its middle. */
function drawStart(
  length: number,
  side: number,
  pixel: number | undefined,
  random: RandomSource,
): number {
  if (side >= length) return -Math.floor((side - length) / 2);
  const low = pixel === undefined ? 0 : Math.max(0, pixel - side + 1);
  const high = pixel === undefined
    ? length - side
    : Math.min(pixel, length - side);
  return low + random.integer(high - low + 1);
}

/**
 * Draws where a square crop is taken. With `foregroundProbability` it is made to hold foreground: a foreground pixel
 * is drawn, then one of the windows that hold it. Otherwise, and where the label is empty, every window inside the
 * image is as likely as the others (and may hold foreground, too).
 *
 * @param mask The label of the whole image.
 * @param side Pixels a side of the window.
 * @param foregroundProbability In [0, 1].
 * @param random Read up to four times.
 *
 * @example
 * ```ts
 * import { randomSource } from "../core/mod.ts";
 * import { drawCropWindow } from "./crop_sample.ts";
 *
 * const mask = { data: new Uint8Array(100), width: 10, height: 10 };
 * mask.data[99] = 1;
 * const { x, y } = drawCropWindow(mask, 2, 1, randomSource(1));
 * if (x !== 8 || y !== 8) throw new Error();
 * ```
 */
export function drawCropWindow(
  mask: Mask,
  side: number,
  foregroundProbability: number,
  random: RandomSource,
): CropWindow {
  const pixel = random.chance(foregroundProbability)
    ? drawForegroundPixel(mask, random)
    : undefined;
  return {
    x: drawStart(mask.width, side, pixel?.[0], random),
    y: drawStart(mask.height, side, pixel?.[1], random),
    side,
  };
}

/**
 * Cuts a random square out of an image and its label; see {@linkcode drawCropWindow} for where. Images smaller than
 * the square are mirrored at their border, the label likewise.
 *
 * @param sample Left as it is.
 * @param side Pixels a side.
 * @param foregroundProbability In [0, 1].
 * @param random Read up to four times.
 *
 * @example
 * ```ts
 * import { randomSource } from "../core/mod.ts";
 * import { cropSample } from "./crop_sample.ts";
 *
 * const image = { data: new Uint8Array([7, 8, 9]), width: 3, height: 1, channels: 1 as const };
 * const mask = { data: new Uint8Array([0, 0, 1]), width: 3, height: 1 };
 * const crop = cropSample({ image, mask }, 1, 1, randomSource(1));
 * if (crop.image.data[0] !== 9 || crop.mask.data[0] !== 1) throw new Error();
 * ```
 */
export function cropSample(
  sample: LabelledImage,
  side: number,
  foregroundProbability: number,
  random: RandomSource,
): CroppedImage {
  const window = drawCropWindow(
    sample.mask,
    side,
    foregroundProbability,
    random,
  );
  const map = [1, 0, window.x, 0, 1, window.y] as const;
  return { ...resample(sample, map, side, side), window };
}
