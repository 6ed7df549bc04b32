import { Buffer } from "node:buffer";
import type { Mask, RasterImage } from "../core/mod.ts";
import { encodeJpeg, encodePng, resizeImage } from "../imaging/mod.ts";

/** Pixels, or the bytes of a PNG or JPEG file. */
export type Picture = RasterImage | Mask | Uint8Array;

/** A picture file. */
export interface PictureFile {
  /** What kind of file. */
  readonly type: "image/png" | "image/jpeg";
  /** The file. */
  readonly bytes: Uint8Array;
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function shrink(image: RasterImage, maximumSide: number): RasterImage {
  const factor = maximumSide / Math.max(image.width, image.height);
  if (factor >= 1) return image;
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  return resizeImage(image, side(image.width), side(image.height));
}

/**
 * Makes a picture file to be shown: shrunk, colour as JPEG, grey and masks as PNG. Files are passed on as they are.
 *
 * @param picture Pixels or a file.
 * @param maximumSide Longest side, pixels.
 * @throws {TypeError} Where the bytes are neither PNG nor JPEG.
 */
export async function pictureFile(
  picture: Picture,
  maximumSide: number,
): Promise<PictureFile> {
  if (picture instanceof Uint8Array) {
    if (isPng(picture)) return { type: "image/png", bytes: picture };
    if (isJpeg(picture)) return { type: "image/jpeg", bytes: picture };
    throw new TypeError(
      `Cannot show the picture: bytes must be a PNG or JPEG file, first bytes are ${
        picture.slice(0, 4)
      }`,
    );
  }
  const image: RasterImage = "channels" in picture
    ? picture
    : { ...picture, data: picture.data.map((bit) => bit * 255), channels: 1 };
  const small = shrink(image, maximumSide);
  return small.channels === 3
    ? { type: "image/jpeg", bytes: await encodeJpeg(small, 88) }
    : { type: "image/png", bytes: await encodePng(small) };
}

/** The file as text that can stand for an address. */
export function dataUrl(file: PictureFile): string {
  return `data:${file.type};base64,${
    Buffer.from(file.bytes).toString("base64")
  }`;
}
