import sharp from "sharp";
import { parsePng, type PngSamples } from "./parse_png.ts";
import { readImageFile } from "./read_image_file.ts";
import { undecodable } from "./undecodable.ts";

/** A label picture, one whole number a pixel, exactly as stored. */
export interface LabelImage {
  /** What the numbers are: palette indices, grey values (8 or 16 bit), or colours as 0xRRGGBB. */
  readonly kind: "palette" | "grey" | "colour";
  /** True where the file's compression changes values (JPEG), so that they are only about right. */
  readonly lossy: boolean;
  /** Bits of a grey value or a colour's channel; of the index for a palette. */
  readonly bitDepth: number;
  /** The colour of each index of a palette, as 0xRRGGBB. */
  readonly colours?: Uint32Array;
  /** `height * width` numbers, rows top to bottom. */
  readonly values: Uint32Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** One number a pixel: grey, or RGB packed into 24 bits; 0 wherever the pixel is wholly transparent. */
function packSamples(
  samples: Uint8Array | Uint16Array,
  channels: number,
  shift: number,
): Uint32Array {
  const values = new Uint32Array(samples.length / channels);
  const colour = channels >= 3;
  const alpha = channels === 2 || channels === 4;
  for (let i = 0, at = 0; i < values.length; i++, at += channels) {
    if (alpha && samples[at + channels - 1] === 0) continue;
    values[i] = colour
      ? samples[at]! >> shift << 16 | samples[at + 1]! >> shift << 8 |
        samples[at + 2]! >> shift
      : samples[at]!;
  }
  return values;
}

function fromPng(png: PngSamples): LabelImage {
  const { width, height, bitDepth, channels, samples } = png;
  const shape = { width, height, bitDepth, lossy: false };
  if (png.kind === "palette") {
    const colours = packSamples(png.palette ?? new Uint8Array(), 3, 0);
    const values = Uint32Array.from(samples);
    return { ...shape, kind: "palette", colours, values };
  }
  // A colour of 16 bits a channel is named by its upper 8.
  const shift = channels >= 3 ? bitDepth - 8 : 0;
  const values = packSamples(samples, channels, shift);
  return channels >= 3
    ? { ...shape, bitDepth: 8, kind: "colour", values }
    : { ...shape, kind: "grey", values };
}

async function fromOther(
  bytes: Uint8Array,
  lossy: boolean,
): Promise<LabelImage> {
  const picture = sharp(bytes, { failOn: "warning" });
  const { space, depth } = await picture.metadata();
  const grey = space === "b-w" || space === "grey16";
  const deep = grey && depth === "ushort";
  picture.autoOrient()
    .toColourspace(deep ? "grey16" : grey ? "b-w" : "srgb");
  const { data, info } = await picture.raw({ depth: deep ? "ushort" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  const raw = new Uint8Array(data);
  const samples = deep ? new Uint16Array(raw.buffer) : raw;
  return {
    kind: info.channels >= 3 ? "colour" : "grey",
    lossy,
    bitDepth: deep ? 16 : 8,
    values: packSamples(samples, info.channels, 0),
    width: info.width,
    height: info.height,
  };
}

/**
 * Decodes a label picture to one whole number a pixel, without loss: a palette PNG gives its indices (not the
 * palette's colours), grey of 1 to 16 bits its stored values, anything else its colours as 0xRRGGBB. Wholly
 * transparent pixels are 0. JPEG, TIFF, WebP and GIF are read too; JPEG values are only about right (`lossy`), a GIF
 * gives colours. An EXIF orientation is carried out in all formats but PNG, whose pixels are taken as stored.
 *
 * @param path The file; its bytes decide the format, not its ending.
 * @returns The numbers.
 * @throws {InputError} Where the file is missing, empty, no picture, truncated or damaged; names file and remedy.
 *
 * @example
 * ```ts
 * import { decodeLabelImage } from "./decode_label_image.ts";
 * import { encodePng } from "./encode_png.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.png`;
 * await Deno.writeFile(path, await encodePng({ data: new Uint8Array([1, 0]), width: 2, height: 1 }));
 * const label = await decodeLabelImage(path);
 * if (label.kind !== "grey" || label.values.join() !== "255,0") throw new Error();
 * ```
 */
export async function decodeLabelImage(path: string): Promise<LabelImage> {
  const { bytes, format } = await readImageFile(path);
  try {
    if (format === "png") return fromPng(parsePng(bytes));
    return await fromOther(bytes, format === "jpeg" || format === "webp");
  } catch (cause) {
    throw undecodable("label image", path, format, cause);
  }
}
