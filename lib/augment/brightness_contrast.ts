import type { RasterImage } from "../core/mod.ts";
import { mapLevels } from "./map_levels.ts";

/** The rounded mean of the luma (ITU-R 601), as Pillow's `ImageEnhance.Contrast` takes it. */
function meanLuma({ data, channels }: RasterImage): number {
  let sum = 0;
  if (channels === 1) { for (const value of data) sum += value; }
  else {
    for (let i = 0; i < data.length; i += 3) {
      sum += 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
    }
  }
  return Math.floor(sum * channels / data.length + 0.5);
}

/**
 * Changes contrast about the picture's own mean, then adds to the brightness:
 * `mean + contrast (value - mean) + 255 brightness`, rounded and clipped.
 *
 * Contrast follows Pillow's `ImageEnhance.Contrast` (so torchvision's `ColorJitter`): it leaves the mean where it is.
 *
 * @param image Values 0 to 255; left as it is.
 * @param brightness Added, share of 255; 0 changes nothing.
 * @param contrast Factor, at least 0; 1 changes nothing.
 *
 * @example
 * ```ts
 * import { brightnessContrast } from "./brightness_contrast.ts";
 *
 * const image = { data: new Uint8Array([90, 110]), width: 2, height: 1, channels: 1 as const };
 * if (brightnessContrast(image, 0.2, 2).data.join() !== "131,171") throw new Error();
 * ```
 */
export function brightnessContrast(
  image: RasterImage,
  brightness: number,
  contrast: number,
): RasterImage {
  const mean = meanLuma(image);
  return mapLevels(
    image,
    (value) => mean + contrast * (value - mean) + 255 * brightness,
  );
}
