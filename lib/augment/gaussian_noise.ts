import type { RandomSource, RasterImage } from "../core/mod.ts";

/**
 * Adds independent normal noise to every value, rounded and clipped (albumentations' `GaussNoise`, per channel).
 *
 * @param image Values 0 to 255; left as it is.
 * @param deviation Standard deviation of the noise, grey levels; 0 changes nothing.
 * @param random Read once a value.
 *
 * @example
 * ```ts
 * import { randomSource } from "../core/mod.ts";
 * import { gaussianNoise } from "./gaussian_noise.ts";
 *
 * const image = { data: new Uint8Array([100, 100]), width: 2, height: 1, channels: 1 as const };
 * if (gaussianNoise(image, 0, randomSource(1)).data.join() !== "100,100") throw new Error();
 * ```
 */
export function gaussianNoise(
  image: RasterImage,
  deviation: number,
  random: RandomSource,
): RasterImage {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) {
    const value = image.data[i]! + deviation * random.normal() + 0.5;
    data[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
  return { ...image, data };
}
