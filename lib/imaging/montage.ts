import type { RasterImage } from "../core/mod.ts";
import { toRgb } from "./draw_mask.ts";
import { resizeImage } from "./resize_image.ts";

/** A sheet's measures, pixels. */
export interface MontageOptions {
  /** Pictures a row. */
  readonly columns: number;
  /** Space around each picture. @default {8} */
  readonly gap?: number;
  /** Width of a cell; pictures are shrunk to fit, never enlarged. @default {320} */
  readonly cellWidth?: number;
  /** Height of a cell. By default that of the highest picture once it fits the width. */
  readonly cellHeight?: number;
  /** A line under each picture; letters are written as capitals, what the font lacks as "?". */
  readonly labels?: readonly string[];
}

/** Five rows of three dots a glyph, an octal digit a row, the left dot highest. */
const glyphs: Readonly<Record<string, string>> = Object.fromEntries(
  ("0 75557 1 26227 2 71747 3 71717 4 55711 5 74717 6 74757 7 71244 8 75757 9 75717 " +
    "A 25755 B 65656 C 34443 D 65556 E 74647 F 74644 G 34553 H 55755 I 72227 J 11152 K 55655 L 44447 M 57755 " +
    "N 65555 O 25552 P 65644 Q 25563 R 65655 S 34216 T 72222 U 55557 V 55552 W 55775 X 55255 Y 55222 Z 71247 " +
    ". 00002 , 00024 - 00700 _ 00007 / 11244 % 51245 : 02020 + 02720 = 07070 ( 12221 ) 42224 # 57575 ? 71202")
    .split(" ").reduce<[string, string][]>((pairs, word, i, words) => {
      if (i % 2 === 0) pairs.push([word, words[i + 1]!]);
      return pairs;
    }, [[" ", "00000"]]),
);

/** Pixels a dot; a glyph is 3 x 5 dots and one dot of space. */
const dot = 2;
const lineHeight = 5 * dot + 6;

function writeLine(
  sheet: RasterImage,
  text: string,
  left: number,
  top: number,
  width: number,
): void {
  const room = Math.floor(width / (4 * dot));
  [...text.toUpperCase()].slice(0, room).forEach((letter, i) => {
    const rows = glyphs[letter] ?? glyphs["?"]!;
    for (let y = 0; y < 5 * dot; y++) {
      const row = Number(rows[Math.floor(y / dot)]);
      for (let x = 0; x < 3 * dot; x++) {
        if ((row >> (2 - Math.floor(x / dot)) & 1) === 0) continue;
        const at = (top + y) * sheet.width + left + i * 4 * dot + x;
        sheet.data.set([40, 40, 40], at * 3);
      }
    }
  });
}

function fitInto(image: RasterImage, width: number, height: number) {
  const scale = Math.min(1, width / image.width, height / image.height);
  if (scale === 1) return toRgb(image);
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return toRgb(resizeImage(image, side(image.width), side(image.height)));
}

/**
 * Lays pictures out on a white sheet, shrunk to fit their cells, with a line of text under each.
 *
 * @param images The pictures, any sizes, grey or RGB.
 * @param options The sheet's measures.
 * @returns An RGB picture.
 * @throws {RangeError} Where there is no picture or `columns` is not a positive integer.
 *
 * @example
 * ```ts
 * import { montage } from "./montage.ts";
 *
 * const image = { data: new Uint8Array(40 * 20), width: 40, height: 20, channels: 1 } as const;
 * const sheet = montage([image, image, image], { columns: 2, gap: 4, cellWidth: 20 });
 * if (sheet.width !== 52 || sheet.height !== 32) throw new Error(`${sheet.width} x ${sheet.height}`);
 * ```
 */
export function montage(
  images: readonly RasterImage[],
  options: MontageOptions,
): RasterImage {
  const { columns, gap = 8, cellWidth = 320, labels } = options;
  if (images.length === 0 || !Number.isSafeInteger(columns) || columns < 1) {
    throw new RangeError(
      `Cannot lay out the sheet: it must have pictures and at least one column, current values are ` +
        `${images.length} and ${columns}`,
    );
  }
  const fitted = images.map((image) =>
    fitInto(image, cellWidth, options.cellHeight ?? Infinity)
  );
  const cellHeight = options.cellHeight ??
    Math.max(...fitted.map(({ height }) => height));
  const rowHeight = cellHeight + (labels ? lineHeight : 0) + gap;
  const width = Math.min(columns, images.length) * (cellWidth + gap) + gap;
  const height = Math.ceil(images.length / columns) * rowHeight + gap;
  const data = new Uint8Array(width * height * 3).fill(255);
  const sheet = { data, width, height, channels: 3 } as const;
  fitted.forEach((picture, i) => {
    const left = gap + (i % columns) * (cellWidth + gap);
    const top = gap + Math.floor(i / columns) * rowHeight;
    const x = left + ((cellWidth - picture.width) >> 1);
    const y = top + ((cellHeight - picture.height) >> 1);
    for (let row = 0; row < picture.height; row++) {
      const from = row * picture.width * 3;
      const line = picture.data.subarray(from, from + picture.width * 3);
      data.set(line, ((y + row) * width + x) * 3);
    }
    const text = labels?.[i];
    if (text) writeLine(sheet, text, left, top + cellHeight + 4, cellWidth);
  });
  return sheet;
}
