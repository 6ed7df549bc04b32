import sharp from "sharp";
import { InputError } from "../core/mod.ts";
import { parsePng } from "./parse_png.ts";
import { readImageFile } from "./read_image_file.ts";

/** A grey picture of 16 bits a pixel. */
export interface Grey16 {
  /** `height * width` values, 0 to 65535, rows top to bottom. */
  readonly data: Uint16Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * Encodes a 16-bit grey picture as PNG without loss.
 *
 * @param picture What to encode.
 * @returns The file's bytes; equal pixels give equal bytes.
 *
 * @example
 * ```ts
 * import { encodePng16 } from "./png16.ts";
 *
 * const bytes = await encodePng16({ data: new Uint16Array([0, 65535]), width: 2, height: 1 });
 * if (bytes[24] !== 16) throw new Error("bit depth");
 * ```
 */
export async function encodePng16(picture: Grey16): Promise<Uint8Array> {
  const { data, width, height } = picture;
  const encoder = sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace("grey16").png({ compressionLevel: 6 });
  return new Uint8Array(await encoder.toBuffer());
}

/**
 * Reads a 16-bit grey PNG exactly.
 *
 * @param path The file.
 * @param remedy What mends a file that is missing or damaged. @default {to write it again}
 * @returns Its values, not scaled.
 * @throws {InputError} Where the file is missing, damaged, or not a 16-bit grey PNG.
 *
 * @example
 * ```ts
 * import { decodePng16, encodePng16 } from "./png16.ts";
 *
 * const path = `${await Deno.makeTempDir()}/a.png`;
 * await Deno.writeFile(path, await encodePng16({ data: new Uint16Array([7, 60000]), width: 2, height: 1 }));
 * if ((await decodePng16(path)).data.join() !== "7,60000") throw new Error();
 * ```
 */
export async function decodePng16(
  path: string,
  remedy = "Write the file again.",
): Promise<Grey16> {
  const { bytes, format } = await readImageFile(path, remedy);
  try {
    if (format !== "png") throw new Error(`it is a ${format} file`);
    const { width, height, bitDepth, kind, samples } = parsePng(bytes);
    if (kind !== "grey" || !(samples instanceof Uint16Array)) {
      throw new Error(`it is ${kind}, ${bitDepth} bit`);
    }
    return { data: samples, width, height };
  } catch (cause) {
    throw new InputError(
      `Cannot read the picture: file must be a whole 16-bit grey PNG, but ${
        cause instanceof Error ? cause.message : cause
      }`,
      { file: path, remedy, cause },
    );
  }
}
