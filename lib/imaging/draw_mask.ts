import type { Mask, RasterImage } from "../core/mod.ts";

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

function checkSizes(image: RasterImage, mask: Mask): void {
  if (image.width !== mask.width || image.height !== mask.height) {
    throw new RangeError(
      `Cannot draw the mask: it must have the image's size, ${image.width} x ${image.height}, ` +
        `current value is ${mask.width} x ${mask.height}`,
    );
  }
}

/**
 * Gives a picture three channels; grey becomes R = G = B.
 *
 * @param image The picture.
 * @returns A new picture, never the same buffer.
 *
 * @example
 * ```ts
 * import { toRgb } from "./draw_mask.ts";
 *
 * const grey = { data: new Uint8Array([7]), width: 1, height: 1, channels: 1 } as const;
 * if (toRgb(grey).data.join() !== "7,7,7") throw new Error();
 * ```
 */
export function toRgb(image: RasterImage): RasterImage {
  const { data, width, height, channels } = image;
  if (channels === 3) return { ...image, data: data.slice() };
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = data[Math.floor(i / 3)]!;
  return { data: rgb, width, height, channels: 3 };
}

/**
 * Foreground pixels in the square window from `-before` to `+after` around each pixel along one axis, as 0 and 1
 * (any), or as 1 only where all are (outside the picture counts as foreground then).
 */
function slide(
  data: Uint8Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  before: number,
  after: number,
  all: boolean,
): Uint8Array {
  const wanted = all ? 0 : 1;
  const result = new Uint8Array(data.length).fill(1 - wanted);
  for (let line = 0; line < lines; line++) {
    const base = line * lineStep;
    let last = -Infinity;
    let ahead = 0;
    for (let i = 0; i < length; i++) {
      for (; ahead < length && ahead <= i + after; ahead++) {
        if (data[base + ahead * step] === wanted) last = ahead;
      }
      if (last >= i - before) result[base + i * step] = wanted;
    }
  }
  return result;
}

function slideSquare(
  { data, width, height }: Mask,
  before: number,
  after: number,
  all: boolean,
): Uint8Array {
  const rows = slide(data, height, width, width, 1, before, after, all);
  return slide(rows, width, height, 1, width, before, after, all);
}

/**
 * Draws the outline of a mask on a picture: a band along the border, `thickness` pixels wide, its inner half (rounded
 * up) on the object. Where an object leaves the picture no line is drawn.
 *
 * @param image The picture.
 * @param mask The mask, of the same size.
 * @param colour The line's colour. @default {[0, 255, 0]}
 * @param thickness Pixels, 1 or more. @default {3}
 * @returns A new RGB picture.
 * @throws {RangeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { drawContours } from "./draw_mask.ts";
 *
 * const image = { data: new Uint8Array(5), width: 5, height: 1, channels: 1 } as const;
 * const mask = { data: new Uint8Array([0, 1, 1, 1, 0]), width: 5, height: 1 };
 * const { data } = drawContours(image, mask, [9, 0, 0], 1);
 * if (data.filter((_, i) => i % 3 === 0).join() !== "0,9,0,9,0") throw new Error();
 * ```
 */
export function drawContours(
  image: RasterImage,
  mask: Mask,
  colour: Colour = [0, 255, 0],
  thickness = 3,
): RasterImage {
  checkSizes(image, mask);
  const outside = Math.floor(thickness / 2);
  const inside = Math.ceil(thickness / 2);
  const grown = slideSquare(mask, outside, outside, false);
  const shrunk = slideSquare(mask, inside, inside, true);
  const result = toRgb(image);
  for (let i = 0; i < grown.length; i++) {
    if (grown[i] === 1 && shrunk[i] === 0) result.data.set(colour, i * 3);
  }
  return result;
}

/**
 * Tints a picture where a mask is set.
 *
 * @param image The picture.
 * @param mask The mask, of the same size.
 * @param colour The tint. @default {[255, 0, 0]}
 * @param opacity 0 (nothing) to 1 (the colour alone). @default {0.4}
 * @returns A new RGB picture.
 * @throws {RangeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { overlayMask } from "./draw_mask.ts";
 *
 * const image = { data: new Uint8Array([100, 100]), width: 2, height: 1, channels: 1 } as const;
 * const mask = { data: new Uint8Array([0, 1]), width: 2, height: 1 };
 * if (overlayMask(image, mask, [200, 0, 0], 0.5).data.join() !== "100,100,100,150,50,50") throw new Error();
 * ```
 */
export function overlayMask(
  image: RasterImage,
  mask: Mask,
  colour: Colour = [255, 0, 0],
  opacity = 0.4,
): RasterImage {
  checkSizes(image, mask);
  const result = toRgb(image);
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    for (let c = 0; c < 3; c++) {
      const value = result.data[i * 3 + c]!;
      result.data[i * 3 + c] = Math.round(
        value + (colour[c]! - value) * opacity,
      );
    }
  }
  return result;
}

/**
 * Shows a mask as a grey picture, 0 and 255.
 *
 * @param mask The mask.
 *
 * @example
 * ```ts
 * import { maskImage } from "./draw_mask.ts";
 *
 * if (maskImage({ data: new Uint8Array([0, 1]), width: 2, height: 1 }).data.join() !== "0,255") throw new Error();
 * ```
 */
export function maskImage(mask: Mask): RasterImage {
  const { width, height } = mask;
  return { data: mask.data.map((v) => v * 255), width, height, channels: 1 };
}
