import type { RasterImage } from "../core/mod.ts";
import { resizeImage } from "../imaging/mod.ts";
import type { InputRecipe } from "../recipes/mod.ts";

/**
 * The size at which the network sees an image: the longer side is shrunk to `maximumSide`; smaller images stay.
 *
 * @param size Width and height, pixels.
 * @param maximumSide Pixels.
 * @returns Whole pixels, at least 1 a side.
 *
 * @example
 * ```ts
 * import { networkSize } from "./network_image.ts";
 *
 * const { width, height } = networkSize({ width: 1716, height: 942 }, 448);
 * if (width !== 448 || height !== 246) throw new Error();
 * ```
 */
export function networkSize(
  { width, height }: { readonly width: number; readonly height: number },
  maximumSide: number,
): { readonly width: number; readonly height: number } {
  const factor = Math.min(1, maximumSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}

/**
 * Brings an image to the size and the channels that the network sees. Colours become grey by their luma (ITU-R 601);
 * grey becomes colour by copying.
 *
 * @param image RGB or grey, 0 to 255.
 * @param input The recipe's `input`.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { toNetworkImage } from "./network_image.ts";
 *
 * const grey = { data: new Uint8Array([7]), width: 1, height: 1, channels: 1 as const };
 * const { data } = toNetworkImage(grey, unetBaseline.input);
 * if (data.join() !== "7,7,7") throw new Error();
 * ```
 */
export function toNetworkImage(
  image: RasterImage,
  input: Pick<InputRecipe, "maximumSide" | "channels">,
): RasterImage {
  const { width, height } = networkSize(image, input.maximumSide);
  const small = width === image.width && height === image.height
    ? image
    : resizeImage(image, width, height);
  return withChannels(small, input.channels);
}

/** The image with one or three channels. */
function withChannels(image: RasterImage, channels: 1 | 3): RasterImage {
  if (image.channels === channels) return image;
  const { data: source, width, height } = image;
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    if (channels === 3) {
      data.fill(source[i]!, 3 * i, 3 * i + 3);
    } else {
      data[i] = 0.299 * source[3 * i]! + 0.587 * source[3 * i + 1]! +
        0.114 * source[3 * i + 2]! + 0.5;
    }
  }
  return { data, width, height, channels };
}
