import type { RasterImage } from "../core/mod.ts";

/**
 * Turns the hue and scales the saturation in HSV (Smith, "Color gamut transform pairs", SIGGRAPH 1978; the formulas
 * of Python's `colorsys`). Value, the largest channel, stays; saturation is clipped to 1. A grey picture is returned
 * as it is.
 *
 * @param image Values 0 to 255; left as it is.
 * @param hue Turn of the hue, degrees; 120 makes red green.
 * @param saturation Factor, at least 0; 0 makes grey, 1 changes nothing.
 *
 * @example
 * ```ts
 * import { hueSaturation } from "./hue_saturation.ts";
 *
 * const red = { data: new Uint8Array([200, 0, 0]), width: 1, height: 1, channels: 3 as const };
 * if (hueSaturation(red, 120, 1).data.join() !== "0,200,0") throw new Error();
 * if (hueSaturation(red, 0, 0.5).data.join() !== "200,100,100") throw new Error();
 * ```
 */
export function hueSaturation(
  image: RasterImage,
  hue: number,
  saturation: number,
): RasterImage {
  if (image.channels === 1) return image;
  const source = image.data;
  const data = new Uint8Array(source.length);
  const turn = ((hue / 60) % 6 + 6) % 6;
  for (let i = 0; i < source.length; i += 3) {
    const [r, g, b] = [source[i]!, source[i + 1]!, source[i + 2]!];
    const value = r > g ? (r > b ? r : b) : (g > b ? g : b);
    const range = value - (r < g ? (r < b ? r : b) : (g < b ? g : b));
    // The hue in sixths of the circle, from red.
    let sixth = range === 0
      ? 0
      : value === r
      ? (g - b) / range
      : value === g
      ? 2 + (b - r) / range
      : 4 + (r - g) / range;
    sixth += turn;
    const chroma = Math.min(range * saturation, value);
    data[i] = channel(value, chroma, sixth + 5);
    data[i + 1] = channel(value, chroma, sixth + 3);
    data[i + 2] = channel(value, chroma, sixth + 1);
  }
  return { ...image, data };
}

/** One channel of the colour: it falls from `value` by `chroma` where the hue is far from it. Rounded. */
function channel(value: number, chroma: number, phase: number): number {
  const k = phase % 6;
  const distance = Math.max(0, Math.min(k, 4 - k, 1));
  return Math.floor(value - chroma * distance + 0.5);
}
