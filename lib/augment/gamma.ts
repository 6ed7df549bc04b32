import type { RasterImage } from "../core/mod.ts";
import { mapLevels } from "./map_levels.ts";

/**
 * Raises the levels to a power: `255 (value / 255)^exponent`, rounded. Black and white stay; an exponent above 1
 * darkens. The definition of albumentations' `RandomGamma` (gamma there is given in per cent).
 *
 * @param image Values 0 to 255; left as it is.
 * @param exponent Above 0; 1 changes nothing.
 *
 * @example
 * ```ts
 * import { gamma } from "./gamma.ts";
 *
 * const image = { data: new Uint8Array([0, 128, 255]), width: 3, height: 1, channels: 1 as const };
 * if (gamma(image, 2).data.join() !== "0,64,255") throw new Error();
 * ```
 */
export function gamma(image: RasterImage, exponent: number): RasterImage {
  return mapLevels(image, (value) => 255 * (value / 255) ** exponent);
}
