import { InputError, type Mask } from "../../core/mod.ts";
import { columnBounds } from "./column_bounds.ts";
import { rowBounds } from "./row_bounds.ts";

/** In which order the pixels are counted: along rows (UW-Madison), or down columns (SIIM-ACR, COCO, most of Kaggle). */
export type PixelOrder = "rows" | "columns";

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
 * Down columns it does not transpose the picture: the runs of the rows are found first, and only what changes from
 * row to row is sorted by column.
 *
 * @param mask Any value but 0 is foreground.
 * @param order Along rows or down columns.
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
  const { width, height } = mask;
  const rows = rowBounds(mask);
  const bounds = order === "rows" ? rows : columnBounds(rows, width, height);
  return { width, height, order, bounds };
}

/**
 * Paints runs into a mask.
 *
 * Down columns the rows are painted one from the other: a row is the one above it with the pixels changed where a run
 * begins or ends.
 *
 * @param runs From {@linkcode encodeMask} or a parser.
 * @param into A buffer of `width * height` bytes to write to, which is cleared. @default {a new one}
 * @returns A mask of 0 and 1.
 * @throws {InputError} Where the buffer has another length, or a run lies outside the picture.
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
  const { width, height, order, bounds } = runs;
  checkBounds(runs);
  const data = clearedBuffer(width * height, into);
  if (order === "columns") paintColumns(data, bounds, width, height);
  else {
    for (let i = 0; i < bounds.length; i += 2) {
      data.fill(1, bounds[i]!, bounds[i + 1]!);
    }
  }
  return { data, width, height };
}

function clearedBuffer(length: number, into?: Uint8Array): Uint8Array {
  if (into === undefined) return new Uint8Array(length);
  if (into.length !== length) {
    throw new InputError(
      `Cannot decode run lengths: the buffer must have ${length} bytes, current value is ${into.length}`,
    );
  }
  return into.fill(0);
}

function checkBounds({ bounds, width, height }: MaskRuns): void {
  const pixels = width * height;
  for (let i = 0; i < bounds.length; i++) {
    if (
      bounds[i]! > (bounds[i - 1] ?? -1) && bounds[i]! <= pixels
    ) continue;
    throw new InputError(
      `Cannot decode run lengths: starts and ends must rise from 0 to the picture's ${pixels} pixels, current value is ${
        bounds[i]
      } after ${bounds[i - 1] ?? "none"}`,
      { remedy: "Check the picture's width and height, and the order." },
    );
  }
  if (bounds.length % 2 === 0) return;
  throw new InputError(
    `Cannot decode run lengths: every start must have an end, current value is ${bounds.length} bounds`,
  );
}

/** Columns in which a run begins or ends, sorted by row. */
interface RowEvents {
  readonly columns: Int32Array;
  /** Where each row's events begin in `columns`, and their number at the end. */
  readonly from: Int32Array;
}

function rowEvents(bounds: Int32Array, height: number): RowEvents {
  const from = new Int32Array(height + 2);
  // Each pass goes through the same changes: first they are counted, then placed.
  const each = (visit: (x: number, y: number) => void) => {
    for (let i = 0; i < bounds.length; i += 2) {
      let x = Math.floor(bounds[i]! / height);
      visit(x, bounds[i]! - x * height);
      for (x++; x * height < bounds[i + 1]!; x++) visit(x, 0);
      // The column after the last one that the run entered.
      const y = bounds[i + 1]! - (x - 1) * height;
      if (y < height) visit(x - 1, y);
    }
  };
  each((_, y) => from[y + 2]!++);
  for (let y = 2; y < from.length; y++) from[y]! += from[y - 1]!;
  const columns = new Int32Array(from[height + 1]!);
  each((x, y) => columns[from[y + 1]!++] = x);
  return { columns, from };
}

function paintColumns(
  data: Uint8Array,
  bounds: Int32Array,
  width: number,
  height: number,
): void {
  const { columns, from } = rowEvents(bounds, height);
  let active = 0;
  for (let y = 0; y < height; y++) {
    const first = y * width;
    if (active > 0) data.copyWithin(first, first - width, first);
    for (let e = from[y]!; e < from[y + 1]!; e++) {
      const i = first + columns[e]!;
      const value = data[i]! ^ 1;
      data[i] = value;
      active += 2 * value - 1;
    }
  }
}
