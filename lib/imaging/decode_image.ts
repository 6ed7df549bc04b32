import sharp from "sharp";
import { InputError, type RasterImage } from "../core/mod.ts";
import { readImageFile } from "./read_image_file.ts";
import { undecodable } from "./undecodable.ts";

/** Below this a 16-bit picture would keep fewer than ten grey levels. */
const darkest16 = 10 * 257;

/** Scales 16 bit to 8: round(value / 257), which takes 0 to 0 and 65535 to 255. */
function scale16(values: Uint16Array, path: string): Uint8Array {
  const result = new Uint8Array(values.length);
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > largest) largest = value;
    result[i] = Math.round(value / 257);
  }
  if (largest > 0 && largest < darkest16) {
    throw new InputError(
      `Cannot use the 16-bit image: its largest value must be at least ${darkest16} of 65535 to be seen in 8 bits, ` +
        `current value is ${largest}`,
      { file: path, remedy: "Stretch its values to 0..65535, or to 8 bits." },
    );
  }
  return result;
}

/**
 * Decodes a JPEG, PNG, TIFF, WebP or GIF (first page) to 8-bit RGB or grey.
 *
 * - Upright: an EXIF orientation is carried out, so width and height are those that viewers show.
 * - Grey stays grey (1 channel); palette, CMYK (through its profile, or libvips' generic one) and the rest become sRGB.
 * - Transparency is composed on white.
 * - 16 bit becomes 8 by round(value / 257), no stretching, so that images stay comparable; one that would come out
 *   all but black (largest value under 2570) is refused.
 *
 * @param path The file; its bytes decide the format, not its ending.
 * @returns The pixels.
 * @throws {InputError} Where the file is missing, empty, no picture, truncated or damaged, or 16 bit and too dark;
 * names the file and the remedy.
 *
 * @example
 * ```ts
 * import { decodeImage } from "./decode_image.ts";
 * import { encodePng } from "./encode_png.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.png`;
 * const data = new Uint8Array([255, 0, 0, 0, 0, 255]);
 * await Deno.writeFile(path, await encodePng({ data, width: 2, height: 1, channels: 3 }));
 * const image = await decodeImage(path);
 * if (image.width !== 2 || image.data.join() !== data.join()) throw new Error();
 * ```
 */
export async function decodeImage(path: string): Promise<RasterImage> {
  const { bytes, format } = await readImageFile(path);
  try {
    const picture = sharp(bytes, { failOn: "warning" });
    const { space, depth, hasAlpha } = await picture.metadata();
    const grey = space === "b-w" || space === "grey16";
    const deep = depth === "ushort";
    picture.autoOrient();
    if (hasAlpha) picture.flatten({ background: "#ffffff" });
    picture.toColourspace(
      deep ? (grey ? "grey16" : "rgb16") : grey ? "b-w" : "srgb",
    );
    const { data, info } = await picture.raw({
      depth: deep ? "ushort" : "uchar",
    }).toBuffer({ resolveWithObject: true });
    if (info.channels !== 1 && info.channels !== 3) {
      throw new Error(`it has ${info.channels} channels`);
    }
    const { width, height, channels } = info;
    if (!deep) return { data: new Uint8Array(data), width, height, channels };
    const count = width * height * channels;
    const values = new Uint16Array(new Uint8Array(data).buffer, 0, count);
    return { data: scale16(values, path), width, height, channels };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw undecodable("image", path, format, cause);
  }
}
