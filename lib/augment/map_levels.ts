import type { RasterImage } from "../core/mod.ts";

/**
 * Replaces every grey level through a function, rounded and clipped to 0..255.
 *
 * @param image Left as it is.
 * @param level From an old level (0 to 255) to a new one.
 *
 * @example
 * ```ts
 * import { mapLevels } from "./map_levels.ts";
 *
 * const image = { data: new Uint8Array([0, 200]), width: 2, height: 1, channels: 1 as const };
 * if (mapLevels(image, (v) => v * 1.5).data.join() !== "0,255") throw new Error();
 * ```
 */
export function mapLevels(
  image: RasterImage,
  level: (value: number) => number,
): RasterImage {
  const table = Uint8ClampedArray.from(
    { length: 256 },
    (_, i) => Math.floor(level(i) + 0.5),
  );
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = table[image.data[i]!]!;
  return { ...image, data };
}
