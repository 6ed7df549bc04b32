import type { RasterImage } from "../core/mod.ts";
import { resizeImage } from "./resize_image.ts";

/** A multiple of 8 and of 9, so that the hash's cells and the thumbnail's are whole blocks. */
const canvas = 72;
const thumbnailSide = 24;

/** What a picture looks like in a few hundred bytes; a JSON-able value. */
export interface ImageLook {
  /** 64-bit difference hashes of the picture in its 8 positions (see `turns`), 16 hexadecimal digits each. */
  readonly hashes: readonly string[];
  /** The picture in grey, 24 x 24, base64. */
  readonly thumbnail: string;
}

/** The 8 ways to lay a picture on a table: whether rows and columns are exchanged, then which are run backwards. */
export const turns = [
  "same",
  "flipped_horizontally",
  "flipped_vertically",
  "rotated_180",
  "transposed",
  "rotated_270",
  "rotated_90",
  "anti_transposed",
] as const;

/** One of the 8 positions, angles anticlockwise. */
export type Turn = typeof turns[number];

/** Grey of a square picture in one of the 8 positions. */
function turnSquare(
  data: Uint8Array,
  side: number,
  position: number,
): Uint8Array {
  const result = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const u = position & 1 ? side - 1 - x : x;
      const v = position & 2 ? side - 1 - y : y;
      result[y * side + x] = data[position & 4 ? u * side + v : v * side + u]!;
    }
  }
  return result;
}

/** Mean of each block, rounded down to 1 / 256 of a grey level so that equal pictures compare equal. */
function blockMeans(
  data: Uint8Array,
  columns: number,
  rows: number,
): Float64Array {
  const [width, height] = [canvas / columns, canvas / rows];
  const sums = new Float64Array(columns * rows);
  for (let y = 0; y < canvas; y++) {
    for (let x = 0; x < canvas; x++) {
      const cell = Math.floor(y / height) * columns + Math.floor(x / width);
      sums[cell]! += data[y * canvas + x]!;
    }
  }
  return sums.map((sum) => sum / (width * height));
}

function hashOf(square: Uint8Array): bigint {
  const cells = blockMeans(square, 9, 8);
  let hash = 0n;
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      const at = y * 9 + x;
      hash = hash << 1n | (cells[at]! > cells[at + 1]! ? 1n : 0n);
    }
  }
  return hash;
}

function greySquare(image: RasterImage): Uint8Array {
  const { data, channels } = resizeImage(image, canvas, canvas);
  if (channels === 1) return data;
  const grey = new Uint8Array(canvas * canvas);
  for (let i = 0; i < grey.length; i++) {
    const at = i * 3;
    grey[i] = Math.round(
      0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!,
    );
  }
  return grey;
}

/**
 * The 64-bit difference hash: the picture is averaged to 9 x 8 greys, and each bit says whether a cell is lighter than
 * its right neighbour. Compressing anew or resizing changes few bits.
 *
 * @param image The picture.
 * @returns The hash; the first row's first bit is the highest.
 * @see {@link https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html | N. Krawetz, 2013}
 *
 * @example
 * ```ts
 * import { differenceHash } from "./image_look.ts";
 *
 * const data = Uint8Array.from({ length: 72 * 72 }, (_, i) => 250 - i % 72);
 * if (differenceHash({ data, width: 72, height: 72, channels: 1 }) !== 2n ** 64n - 1n) throw new Error();
 * ```
 */
export function differenceHash(image: RasterImage): bigint {
  return hashOf(greySquare(image));
}

/**
 * Describes a picture so that copies of it can be found: hashes of its 8 positions and a small thumbnail.
 *
 * @param image The picture.
 * @returns The description, for {@linkcode findDuplicates}.
 *
 * @example
 * ```ts
 * import { imageLook } from "./image_look.ts";
 *
 * const data = Uint8Array.from({ length: 100 }, (_, i) => i);
 * const { hashes } = imageLook({ data, width: 10, height: 10, channels: 1 });
 * if (hashes.length !== 8 || hashes[0] === hashes[1]) throw new Error();
 * ```
 */
export function imageLook(image: RasterImage): ImageLook {
  const square = greySquare(image);
  const hashes = turns.map((_, position) =>
    hashOf(turnSquare(square, canvas, position)).toString(16).padStart(16, "0")
  );
  const means = blockMeans(square, thumbnailSide, thumbnailSide);
  const bytes = Uint8Array.from(means, (mean) => Math.round(mean));
  return { hashes, thumbnail: btoa(String.fromCharCode(...bytes)) };
}

/**
 * Unpacks a look's thumbnail, turned into one of the 8 positions.
 *
 * @param look The look.
 * @param position Index into `turns`. @default {0}
 * @returns 24 x 24 greys, rows top to bottom.
 *
 * @example
 * ```ts
 * import { imageLook, thumbnailOf } from "./image_look.ts";
 *
 * const data = new Uint8Array(64).fill(9);
 * const look = imageLook({ data, width: 8, height: 8, channels: 1 });
 * if (!thumbnailOf(look).every((grey) => grey === 9)) throw new Error();
 * ```
 */
export function thumbnailOf(look: ImageLook, position = 0): Uint8Array {
  const bytes = Uint8Array.from(atob(look.thumbnail), (c) => c.charCodeAt(0));
  return turnSquare(bytes, thumbnailSide, position);
}
