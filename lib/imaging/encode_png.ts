import sharp from "sharp";
import type { Mask, RasterImage } from "../core/mod.ts";

/** Runs of sharp's own raw form; a mask's 1 becomes 255 so that any viewer shows it. */
function rawOf(pixels: RasterImage | Mask): RasterImage {
  if ("channels" in pixels) return pixels;
  return { ...pixels, data: pixels.data.map((bit) => bit * 255), channels: 1 };
}

/**
 * Encodes a picture or a mask as an 8-bit PNG without loss. A mask becomes grey, 0 and 255.
 *
 * @param pixels What to encode.
 * @returns The file's bytes; equal pixels give equal bytes.
 *
 * @example
 * ```ts
 * import { encodePng } from "./encode_png.ts";
 *
 * const bytes = await encodePng({ data: new Uint8Array([0, 1]), width: 2, height: 1 });
 * if (bytes[1] !== 0x50) throw new Error();
 * ```
 */
export async function encodePng(
  pixels: RasterImage | Mask,
): Promise<Uint8Array> {
  const { data, width, height, channels } = rawOf(pixels);
  const picture = sharp(data, { raw: { width, height, channels } });
  if (channels === 1) picture.toColourspace("b-w");
  return new Uint8Array(await picture.png({ compressionLevel: 6 }).toBuffer());
}

/**
 * Encodes a picture as a JPEG.
 *
 * @param image What to encode.
 * @param quality 1 to 100. @default {92}
 * @returns The file's bytes, chroma at full resolution.
 *
 * @example
 * ```ts
 * import { encodeJpeg } from "./encode_png.ts";
 *
 * const grey = { data: new Uint8Array(64).fill(90), width: 8, height: 8, channels: 1 } as const;
 * const bytes = await encodeJpeg(grey);
 * if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new Error();
 * ```
 */
export async function encodeJpeg(
  image: RasterImage,
  quality = 92,
): Promise<Uint8Array> {
  const { data, width, height, channels } = image;
  const picture = sharp(data, { raw: { width, height, channels } });
  if (channels === 1) picture.toColourspace("b-w");
  const options = { quality, chromaSubsampling: "4:4:4" };
  return new Uint8Array(await picture.jpeg(options).toBuffer());
}
