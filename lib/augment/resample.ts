import type { LabelledImage } from "./labelled_image.ts";
import type { PlaneMap } from "./plane_map.ts";
import { reflectIndex } from "./reflect_index.ts";

/**
 * Draws a new picture and its label from an old one through a map of the plane. Every geometric change goes through
 * here, so image and label cannot come apart.
 *
 * The image is interpolated bilinearly and rounded, the label takes its nearest pixel; both are mirrored at the border
 * (see `reflectIndex`). Where the map has integer coefficients (crops, flips, quarter turns) both are exact copies.
 *
 * @param source What is read; left as it is.
 * @param map From the new pixels to the old ones.
 * @param width Pixels a row of the result.
 * @param height Rows of the result.
 * @returns New arrays of the given size.
 *
 * @example
 * ```ts
 * import { resample } from "./resample.ts";
 *
 * const image = { data: new Uint8Array([10, 20]), width: 2, height: 1, channels: 1 as const };
 * const mask = { data: new Uint8Array([0, 1]), width: 2, height: 1 };
 * const flipped = resample({ image, mask }, [-1, 0, 1, 0, 1, 0], 2, 1);
 * if (flipped.image.data.join() !== "20,10" || flipped.mask.data.join() !== "1,0") throw new Error();
 * ```
 */
export function resample(
  source: LabelledImage,
  map: PlaneMap,
  width: number,
  height: number,
): LabelledImage {
  const { channels } = source.image;
  const image = new Uint8Array(width * height * channels);
  const mask = new Uint8Array(width * height);
  const fill = map.every(Number.isInteger) ? copyPixels : interpolatePixels;
  fill(source, map, width, height, image, mask);
  return {
    image: { data: image, width, height, channels },
    mask: { data: mask, width, height },
  };
}

function copyPixels(
  { image, mask }: LabelledImage,
  [a, b, c, d, e, f]: PlaneMap,
  width: number,
  height: number,
  imageOut: Uint8Array,
  maskOut: Uint8Array,
): void {
  const { channels } = image;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const sourceX = reflectIndex(a * x + b * y + c, mask.width);
      const sourceY = reflectIndex(d * x + e * y + f, mask.height);
      const from = sourceY * mask.width + sourceX;
      maskOut[to] = mask.data[from]!;
      for (let k = 0; k < channels; k++) {
        imageOut[to * channels + k] = image.data[from * channels + k]!;
      }
    }
  }
}

function interpolatePixels(
  { image, mask }: LabelledImage,
  [a, b, c, d, e, f]: PlaneMap,
  width: number,
  height: number,
  imageOut: Uint8Array,
  maskOut: Uint8Array,
): void {
  const { channels, data } = image;
  const [sourceWidth, sourceHeight] = [mask.width, mask.height];
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const sourceX = a * x + b * y + c;
      const sourceY = d * x + e * y + f;
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const [u, v] = [sourceX - left, sourceY - top];
      const x0 = reflectIndex(left, sourceWidth);
      const x1 = reflectIndex(left + 1, sourceWidth);
      const row0 = reflectIndex(top, sourceHeight) * sourceWidth;
      const row1 = reflectIndex(top + 1, sourceHeight) * sourceWidth;
      maskOut[to] = mask.data[(v < 0.5 ? row0 : row1) + (u < 0.5 ? x0 : x1)]!;
      const [p00, p01] = [(row0 + x0) * channels, (row0 + x1) * channels];
      const [p10, p11] = [(row1 + x0) * channels, (row1 + x1) * channels];
      for (let k = 0; k < channels; k++) {
        const upper = data[p00 + k]! * (1 - u) + data[p01 + k]! * u;
        const lower = data[p10 + k]! * (1 - u) + data[p11 + k]! * u;
        imageOut[to * channels + k] = upper * (1 - v) + lower * v + 0.5;
      }
    }
  }
}
