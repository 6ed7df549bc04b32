import type { Mask, RasterImage } from "../core/mod.ts";

/** How a mask is drawn over an image. */
export interface OverlayOptions {
  /** `#rrggbb`. @default {"#ffd400"} */
  readonly color?: string;
  /** Opacity of the colour within the mask, in [0, 1]. @default {0.18} */
  readonly fill?: number;
  /** Thickness of the outline inside the mask, pixels; by default 1/300 of the longer side, at least 1. */
  readonly outline?: number;
}

function checkSize(image: RasterImage, mask: Mask): void {
  if (image.width !== mask.width || image.height !== mask.height) {
    throw new RangeError(
      `Cannot draw the mask: its size must be ${image.width} x ${image.height}, current value is ${mask.width} x ${mask.height}`,
    );
  }
}

/** Foreground pixels that have background or the image's border within the reach, by city blocks. */
function outlineOf(mask: Mask, reach: number): Uint8Array {
  const { width, height, data } = mask;
  const depth = new Uint8Array(data.length);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : depth[y * width + x]!;
  // Distance to the background, capped: once from the upper left, once from the lower right.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      depth[y * width + x] = Math.min(at(x - 1, y), at(x, y - 1), reach) + 1;
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      const i = y * width + x;
      if (data[i] === 0) continue;
      depth[i] = Math.min(at(x + 1, y) + 1, at(x, y + 1) + 1, depth[i]!);
    }
  }
  return depth.map((d) => d > 0 && d <= reach ? 1 : 0);
}

/**
 * Draws a mask over an image: its outline, and lightly its area.
 *
 * @param image Grey or RGB.
 * @param mask Of the image's size.
 * @param options Colour and strength.
 * @returns A new RGB image.
 * @throws {RangeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { overlayMask } from "./overlay_mask.ts";
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 } as const;
 * const drawn = overlayMask(image, { data: new Uint8Array([1]), width: 1, height: 1 }, { color: "#ff0000" });
 * if (drawn.data.join() !== "255,0,0") throw new Error();
 * ```
 */
export function overlayMask(
  image: RasterImage,
  mask: Mask,
  options: OverlayOptions = {},
): RasterImage {
  checkSize(image, mask);
  const { width, height, channels } = image;
  const { color = "#ffd400", fill = 0.18 } = options;
  const outline = options.outline ??
    Math.max(1, Math.round(Math.max(width, height) / 300));
  const paint = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  const edge = outlineOf(mask, outline);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const strength = edge[i] === 1 ? 1 : mask.data[i] === 1 ? fill : 0;
    for (let c = 0; c < 3; c++) {
      const value = image.data[i * channels + (channels === 3 ? c : 0)]!;
      data[i * 3 + c] = Math.round(value + strength * (paint[c]! - value));
    }
  }
  return { data, width, height, channels: 3 };
}

/**
 * Draws the label's outline (yellow) and the prediction's (cyan) over an image, to compare them.
 *
 * @param image Grey or RGB.
 * @param label The truth, of the image's size.
 * @param prediction Of the image's size.
 * @returns A new RGB image.
 * @throws {RangeError} Where the sizes differ.
 *
 * @example
 * ```ts
 * import { overlayComparison } from "./overlay_mask.ts";
 *
 * const image = { data: new Uint8Array(2), width: 2, height: 1, channels: 1 } as const;
 * const label = { data: new Uint8Array([1, 0]), width: 2, height: 1 };
 * const prediction = { data: new Uint8Array([0, 1]), width: 2, height: 1 };
 * if (overlayComparison(image, label, prediction).data.join() !== "255,212,0,0,229,255") throw new Error();
 * ```
 */
export function overlayComparison(
  image: RasterImage,
  label: Mask,
  prediction: Mask,
): RasterImage {
  const labelled = overlayMask(image, label, { color: "#ffd400", fill: 0 });
  return overlayMask(labelled, prediction, { color: "#00e5ff", fill: 0.12 });
}
