import { InputError } from "../core/mod.ts";

const signatures:
  readonly (readonly [name: string, bytes: readonly number[]])[] = [
    ["jpeg", [0xff, 0xd8, 0xff]],
    ["png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    ["gif", [0x47, 0x49, 0x46, 0x38]],
    ["tiff", [0x49, 0x49, 0x2a, 0x00]],
    ["tiff", [0x4d, 0x4d, 0x00, 0x2a]],
  ];

/** The formats that are read; what the bytes say counts, not the file's ending. */
export type ImageFormat = "jpeg" | "png" | "gif" | "tiff" | "webp";

/** Endings by which a dataset recognises a picture, lower case, with the dot. */
export const imageEndings: readonly string[] = [
  ".jpg",
  ".jpeg",
  ".png",
  ".tif",
  ".tiff",
  ".webp",
  ".gif",
];

/** A picture's bytes, and what they are by their first ones. */
export interface ImageFile {
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
}

function formatOf(bytes: Uint8Array): ImageFormat | undefined {
  for (const [name, signature] of signatures) {
    if (signature.every((byte, i) => bytes[i] === byte)) {
      return name as ImageFormat;
    }
  }
  const text = (from: number, to: number) =>
    String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  return undefined;
}

/**
 * Reads a picture's bytes and tells its format from them.
 *
 * @param path The file.
 * @param remedy What mends it, whatever is wrong. @default {what mends a dataset's image}
 * @returns The bytes, not yet decoded, and the format.
 * @throws {InputError} Where the file is missing, empty or no picture; names file and remedy.
 *
 * @example
 * ```ts
 * import { readImageFile } from "./read_image_file.ts";
 *
 * const path = `${await Deno.makeTempDir()}/empty.png`;
 * await Deno.writeFile(path, new Uint8Array());
 * const reason = await readImageFile(path).then(() => "", (error) => error.message);
 * if (!reason.includes("0 bytes")) throw new Error(reason);
 * ```
 */
export async function readImageFile(
  path: string,
  remedy?: string,
): Promise<ImageFile> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    const missing = cause instanceof Deno.errors.NotFound;
    throw new InputError(
      `Cannot read the image: ${
        missing ? "there is no such file" : String(cause)
      }`,
      {
        file: path,
        remedy: !missing
          ? "Check the file's permissions and the disk."
          : remedy ??
            "Put the file there, or leave its partner out with --skip-bad.",
        cause,
      },
    );
  }
  if (bytes.length === 0) {
    throw new InputError(
      "Cannot read the image: file must hold an image, current size is 0 bytes",
      { file: path, remedy: remedy ?? "Copy or download the file again." },
    );
  }
  const format = formatOf(bytes);
  if (format === undefined) {
    throw new InputError(
      `Cannot read the image: file must be a JPEG, PNG, TIFF, WebP or GIF, its first bytes are ${
        [...bytes.subarray(0, 8)].map((byte) =>
          byte.toString(16).padStart(2, "0")
        ).join(" ")
      }`,
      {
        file: path,
        remedy: remedy ??
          "Convert it to PNG, or copy it again if it should be one.",
      },
    );
  }
  return { bytes, format };
}
