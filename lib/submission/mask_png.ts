import sharp from "sharp";
import type { Mask } from "../core/mod.ts";

/** Pixels above which a mask is not decoded: a header can claim 4 billion a side. */
const MAXIMUM_PIXELS = 100_000_000;

/** What a PNG's header says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
}

/**
 * Reads a PNG's size without decoding it.
 *
 * @throws {Error} Where the bytes are no PNG; the message is a reason without a name.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (bytes.length < 33 || signature.some((byte, i) => bytes[i] !== byte)) {
    throw new Error("is no PNG");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bitDepth: view.getUint8(24),
  };
}

/**
 * Decodes a mask of a submission: grey, palette, RGB or RGBA whose colours are black and white only.
 *
 * @param bytes A PNG of 8 bits or less.
 * @throws {Error} Where it is no such PNG; the message is a reason without a name.
 */
export async function decodeMaskPng(bytes: Uint8Array): Promise<Mask> {
  const { width, height, bitDepth } = readPngHeader(bytes);
  if (width * height > MAXIMUM_PIXELS) {
    throw new Error(`claims ${width}x${height} pixels`);
  }
  if (bitDepth === 16) throw new Error("has 16 bits a channel, must have 8");
  let data: Uint8Array, channels: number;
  try {
    const decoded = await sharp(bytes, { failOn: "warning" }).raw()
      .toBuffer({ resolveWithObject: true });
    data = decoded.data;
    channels = decoded.info.channels;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot be decoded (${reason})`, { cause });
  }
  const colours = channels > 2 ? 3 : 1;
  const mask = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < mask.length; i++, at += channels) {
    const value = data[at]!;
    if (value !== 0 && value !== 255) {
      throw new Error(`has value ${value}, must have 0 and 255 only`);
    }
    if (colours === 3 && (data[at + 1] !== value || data[at + 2] !== value)) {
      throw new Error("has colours, must be black and white only");
    }
    if (channels > colours && data[at + colours] !== 255) {
      throw new Error("has transparent pixels");
    }
    mask[i] = value === 0 ? 0 : 1;
  }
  return { data: mask, width, height };
}
