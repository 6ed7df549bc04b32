import {
  checkPixels,
  checkSize,
  InputError,
  type Mask,
} from "../../core/mod.ts";
import {
  bandBytes,
  packColumns,
  packRows,
  type PixelOrder,
  unpackMask,
} from "./mask_bits.ts";
import { CHUNK, runKernels } from "./run_kernels.ts";

/** The foreground of a mask as runs in one order. */
export interface MaskRuns {
  readonly width: number;
  readonly height: number;
  readonly order: PixelOrder;
  /** Start, end, start, end, ... of each run, counted from 0 in that order, ends exclusive, strictly rising. */
  readonly bounds: Int32Array;
}

/**
 * Finds the runs of a mask.
 *
 * The picture is packed to a bit a pixel in the order asked for; a word of bits and the same word shifted by one differ
 * where a run begins or ends.
 *
 * @param mask Any value but 0 is foreground.
 * @param order Along rows or down columns.
 * @throws {InputError} Where the data do not fill the mask's size, or the order is none of the two.
 *
 * @example
 * ```ts
 * import { encodeMask } from "./mask_runs.ts";
 *
 * const mask = { data: Uint8Array.of(0, 1, 0, 1), width: 2, height: 2 };
 * if (encodeMask(mask, "columns").bounds.join() !== "2,4") throw new Error();
 * if (encodeMask(mask, "rows").bounds.join() !== "1,2,3,4") throw new Error();
 * ```
 */
export function encodeMask(mask: Mask, order: PixelOrder): MaskRuns {
  checkPixels("mask", mask);
  checkOrder(order);
  const { width, height } = mask;
  const isEmpty = mask.data.length === 0;
  const bounds = isEmpty
    ? new Int32Array(0)
    : lineBounds(packLines(mask, order));
  return { width, height, order, bounds };
}

function checkOrder(order: PixelOrder): void {
  if (order === "rows" || order === "columns") return;
  throw new InputError(
    `Cannot use run lengths: order must be rows or columns, current value is ${order}`,
  );
}

/** A picture in bits, cut into lines of one length that follow each other. */
interface Lines {
  readonly bits: number;
  /** Bytes of a line. */
  readonly stride: number;
  /** Pixels of a line. */
  readonly length: number;
  readonly lines: number;
  /** Lines that cannot have more bounds than there is room for in `chunk`. */
  readonly step: number;
  readonly chunk: number;
  /** Of the picture. */
  readonly pixels: number;
}

function packLines(mask: Mask, order: PixelOrder): Lines {
  const { width, height } = mask;
  const pixels = width * height;
  const isRows = order === "rows";
  // Rows that follow each other without a gap are cut where it suits.
  const length = isRows ? CHUNK : height;
  const lines = isRows ? Math.ceil(pixels / CHUNK) : width;
  const stride = 8 * Math.ceil(length / 64);
  const step = Math.max(Math.floor(CHUNK / length), 1);
  const [band, bits, chunk] = runKernels.places(
    bandBytes(width, height, order),
    stride * 16 * Math.ceil(lines / 16),
    4 * length * step,
  );
  if (isRows) {
    packRows(mask, band, bits);
    // Nothing follows the last pixel in its line.
    const end = 4 * Math.ceil(pixels / 32);
    runKernels.bytes(bits + end, stride * lines - end).fill(0);
  } else packColumns(mask, band, bits, stride);
  return { bits, stride, length, lines, step, chunk, pixels };
}

function lineBounds(picture: Lines): Int32Array {
  const { bits, stride, length, lines, step, chunk, pixels } = picture;
  const { call } = runKernels;
  const count = call.countBounds(bits, stride, length, lines);
  const bounds = new Int32Array(count + count % 2);
  // The end of a run that reaches the last pixel.
  if (count % 2 === 1) bounds[count] = pixels;
  for (let line = 0, done = 0; done < count; line += step) {
    const written = call.writeBounds(
      bits + line * stride,
      stride,
      length,
      Math.min(step, lines - line),
      line * length,
      done % 2,
      chunk,
    );
    bounds.set(runKernels.integers(chunk, written), done);
    done += written;
  }
  return bounds;
}

/**
 * Paints runs into a mask.
 *
 * They are painted a bit a pixel in their own order, and the bits are unpacked to bytes in the order of rows.
 *
 * @param runs From {@linkcode encodeMask} or a parser.
 * @param into A buffer of `width * height` bytes to write to, which is cleared. @default {a new one}
 * @returns A mask of 0 and 1.
 * @throws {InputError} Where the size or the order is none, the buffer has another length, or a run lies outside the
 * picture.
 *
 * @example
 * ```ts
 * import { decodeMask } from "./mask_runs.ts";
 *
 * const runs = { width: 2, height: 2, order: "columns", bounds: Int32Array.of(2, 4) } as const;
 * if (decodeMask(runs).data.join("") !== "0101") throw new Error();
 * ```
 */
export function decodeMask(runs: MaskRuns, into?: Uint8Array): Mask {
  const { width, height, order } = runs;
  checkSize("picture", runs);
  checkOrder(order);
  const pixels = width * height;
  const bytes = 8 * Math.ceil(pixels / 64);
  const [band, words, chunk, bits] = runKernels.places(
    bandBytes(width, height, order),
    4 * 16 * Math.ceil(width / 16),
    4 * CHUNK,
    bytes,
  );
  runKernels.bytes(bits, bytes).fill(0);
  paintRuns(runs, chunk, bits);
  const mask = { data: blankBuffer(pixels, into), width, height };
  unpackMask(mask, order, bits, band, words);
  return mask;
}

function blankBuffer(length: number, into?: Uint8Array): Uint8Array {
  if (into === undefined) return new Uint8Array(length);
  if (into.length === length) return into.fill(0);
  throw new InputError(
    `Cannot decode run lengths: the buffer must have ${length} bytes, current value is ${into.length}`,
  );
}

/** Sets the bits of runs, and checks them. */
function paintRuns(runs: MaskRuns, chunk: number, bits: number): void {
  const { bounds } = runs;
  const pixels = runs.width * runs.height;
  if (bounds.length % 2 === 1) {
    throw new InputError(
      `Cannot decode run lengths: every start must have an end, current value is ${bounds.length} bounds`,
    );
  }
  for (let first = 0; first < bounds.length; first += CHUNK) {
    const part = bounds.subarray(first, first + CHUNK);
    runKernels.integers(chunk, part.length).set(part);
    const before = bounds[first - 1] ?? -1;
    const fitting = runKernels.call.paintRuns(
      chunk,
      part.length / 2,
      before,
      pixels,
      bits,
    );
    if (fitting === part.length / 2) continue;
    const run = first + 2 * fitting, start = bounds[run]!;
    const fits = start > (bounds[run - 1] ?? -1) && start <= pixels;
    const i = fits ? run + 1 : run;
    throw new InputError(
      `Cannot decode run lengths: starts and ends must rise from 0 to the picture's ${pixels} pixels, current value is ${
        bounds[i]
      } after ${bounds[i - 1] ?? "none"}`,
      { remedy: "Check the picture's width and height, and the order." },
    );
  }
}
