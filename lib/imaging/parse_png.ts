import { crc32, inflateSync } from "node:zlib";

/** A PNG's samples as they are stored: no palette applied, no bit depth changed. */
export interface PngSamples {
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly bitDepth: number;
  /** What the channels mean. */
  readonly kind: "grey" | "rgb" | "palette" | "grey_alpha" | "rgb_alpha";
  /** Samples a pixel. */
  readonly channels: 1 | 2 | 3 | 4;
  /** `height * width * channels` samples, not scaled: 0 to 2^bitDepth - 1. */
  readonly samples: Uint8Array | Uint16Array;
  /** RGB triples of a palette image. */
  readonly palette?: Uint8Array;
}

const kinds: Readonly<
  Record<number, readonly [PngSamples["kind"], 1 | 2 | 3 | 4, string]>
> = {
  0: ["grey", 1, "1 2 4 8 16"],
  2: ["rgb", 3, "8 16"],
  3: ["palette", 1, "1 2 4 8"],
  4: ["grey_alpha", 2, "8 16"],
  6: ["rgb_alpha", 4, "8 16"],
};

/** Larger pictures are refused before memory is taken for them; the decoder of other formats has the same limit. */
const MOST_PIXELS = 2 ** 28;

/** Adam7: first column, first row, column step, row step of each pass. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Chunks {
  readonly header: DataView;
  readonly palette: Uint8Array | undefined;
  readonly compressed: Uint8Array;
}

function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: DataView | undefined;
  let palette: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (let at = 8;;) {
    if (at + 12 > bytes.length) throw new Error("the file is truncated");
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw new Error("the file is truncated");
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw new Error(`the checksum of its ${type} part is wrong`);
    }
    const body = bytes.subarray(at + 8, end);
    if (type === "IHDR") {
      header = new DataView(body.buffer, body.byteOffset, body.byteLength);
    } else if (type === "PLTE") palette = body;
    else if (type === "IDAT") data.push(body);
    else if (type === "IEND") break;
    at = end + 4;
  }
  if (!header || header.byteLength !== 13) throw new Error("it has no header");
  const total = data.reduce((sum, part) => sum + part.length, 0);
  const compressed = new Uint8Array(total);
  let at = 0;
  for (const part of data) {
    compressed.set(part, at);
    at += part.length;
  }
  return { header, palette, compressed };
}

/** Undoes the row filters in place; each row of `raw` starts with its filter's number. */
function unfilter(raw: Uint8Array, rowBytes: number, step: number): void {
  const stride = rowBytes + 1;
  for (let row = 0; row + stride <= raw.length; row += stride) {
    const filter = raw[row]!;
    if (filter > 4) throw new Error(`it names an unknown row filter ${filter}`);
    if (filter === 0) continue;
    for (let i = 1; i <= rowBytes; i++) {
      const at = row + i;
      const left = i > step ? raw[at - step]! : 0;
      const up = row > 0 ? raw[at - stride]! : 0;
      if (filter === 1) raw[at]! += left;
      else if (filter === 2) raw[at]! += up;
      else if (filter === 3) raw[at]! += (left + up) >> 1;
      else {
        const corner = row > 0 && i > step ? raw[at - stride - step]! : 0;
        const a = Math.abs(up - corner);
        const b = Math.abs(left - corner);
        const c = Math.abs(left + up - 2 * corner);
        raw[at]! += a <= b && a <= c ? left : b <= c ? up : corner;
      }
    }
  }
}

/** Spreads one row of packed samples over the picture. */
function unpackRow(
  row: Uint8Array,
  count: number,
  bitDepth: number,
  put: (index: number, value: number) => void,
): void {
  if (bitDepth === 8) {
    for (let i = 0; i < count; i++) put(i, row[i]!);
  } else if (bitDepth === 16) {
    for (let i = 0; i < count; i++) put(i, row[2 * i]! << 8 | row[2 * i + 1]!);
  } else {
    const limit = (1 << bitDepth) - 1;
    for (let i = 0; i < count; i++) {
      const bit = i * bitDepth;
      put(i, row[bit >> 3]! >> (8 - bitDepth - (bit & 7)) & limit);
    }
  }
}

/**
 * Reads a PNG's stored samples: palette indices stay indices, 16 bit stays 16 bit. Every colour type, bit depth and
 * interlacing of the standard is read; every part's checksum is checked.
 *
 * Decoders for pictures turn indices into colours; label images need the index itself.
 *
 * @param bytes A whole PNG file.
 * @returns The samples.
 * @throws {Error} Where the file is truncated or damaged; the message is a reason without the file's name.
 * @see {@link https://www.w3.org/TR/png-3/ | Portable Network Graphics, third edition}
 *
 * @example
 * ```ts
 * import { parsePng } from "./parse_png.ts";
 * import { encodePng } from "./encode_png.ts";
 *
 * const mask = { data: new Uint8Array([0, 1, 1, 0]), width: 2, height: 2 };
 * const { samples } = parsePng(await encodePng(mask));
 * if (samples.join() !== "0,255,255,0") throw new Error();
 * ```
 */
export function parsePng(bytes: Uint8Array): PngSamples {
  const { header, palette, compressed } = readChunks(bytes);
  const width = header.getUint32(0);
  const height = header.getUint32(4);
  const bitDepth = header.getUint8(8);
  const [kind, channels, depths] = kinds[header.getUint8(9)] ?? [];
  const interlaced = header.getUint8(12);
  if (
    !kind || !channels || !depths?.split(" ").includes(String(bitDepth)) ||
    width === 0 || height === 0 || interlaced > 1
  ) throw new Error("its header is not valid");
  if (kind === "palette" && !palette) throw new Error("it has no palette");

  if (width * height > MOST_PIXELS) {
    throw new Error(
      `it must have at most ${MOST_PIXELS} pixels, current size is ${width}x${height}`,
    );
  }

  const passes = (interlaced ? adam7 : [[0, 0, 1, 1] as const]).map(
    ([x0, y0, dx, dy]) => {
      const columns = Math.max(0, Math.ceil((width - x0) / dx));
      const rows = Math.max(0, Math.ceil((height - y0) / dy));
      const rowBytes = (columns * channels * bitDepth + 7) >> 3;
      const size = columns > 0 ? rows * (rowBytes + 1) : 0;
      return { x0, y0, dx, dy, columns, rows, rowBytes, size };
    },
  ).filter(({ size }) => size > 0);
  const expected = passes.reduce((sum, { size }) => sum + size, 0);
  let raw: Uint8Array;
  try {
    // A file that unpacks to more than its header says is not read on.
    raw = inflateSync(compressed, { maxOutputLength: expected + 1 });
  } catch (cause) {
    throw new Error(`its pixels cannot be unpacked (${cause})`, { cause });
  }
  const samples = bitDepth === 16
    ? new Uint16Array(width * height * channels)
    : new Uint8Array(width * height * channels);
  const step = Math.max(1, channels * bitDepth >> 3);
  let at = 0;
  for (const { x0, y0, dx, dy, columns, rows, rowBytes, size } of passes) {
    if (at + size > raw.length) throw new Error("the file is truncated");
    const pass = raw.subarray(at, at + size);
    at += size;
    unfilter(pass, rowBytes, step);
    for (let r = 0; r < rows; r++) {
      const start = r * (rowBytes + 1) + 1;
      const packed = pass.subarray(start, start + rowBytes);
      const target = ((y0 + r * dy) * width + x0) * channels;
      if (dx === 1 && bitDepth === 8) samples.set(packed, target);
      else {
        unpackRow(packed, columns * channels, bitDepth, (i, value) => {
          const column = Math.floor(i / channels);
          samples[target + column * dx * channels + i % channels] = value;
        });
      }
    }
  }
  const result = { width, height, bitDepth, kind, channels, samples };
  return kind === "palette" && palette ? { ...result, palette } : result;
}
