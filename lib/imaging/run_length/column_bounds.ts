import { IntList } from "./row_bounds.ts";

/** Stretches of columns that change from one row to the next. */
interface Changes {
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly row: Int32Array;
  readonly count: number;
  /** Single pixels that change. */
  readonly pixels: number;
}

/** Cuts row-major bounds at the ends of row `y`, relative to the row; returns the index to go on from. */
function cutRow(
  bounds: Int32Array,
  from: number,
  y: number,
  width: number,
  into: IntList,
): number {
  const first = y * width, last = first + width;
  into.count = 0;
  let i = from;
  while (i < bounds.length && bounds[i]! < last) {
    const values = into.reserve(2);
    values[into.count++] = Math.max(bounds[i]! - first, 0);
    values[into.count++] = Math.min(bounds[i + 1]! - first, width);
    // What goes on in the next row is met again there.
    if (bounds[i + 1]! > last) break;
    i += 2;
  }
  return i;
}

/**
 * What changes from row to row: the bounds of two rows merged in order enclose, two by two, the columns that are
 * foreground in one of them only.
 */
function rowChanges(
  bounds: Int32Array,
  width: number,
  height: number,
): Changes {
  const first = new IntList(), end = new IntList(), row = new IntList();
  let above = new IntList(64), here = new IntList(64);
  let pixels = 0;
  for (let y = 0, from = 0; y <= height; y++) {
    from = cutRow(bounds, from, y, width, here);
    const a = above.values, b = here.values;
    const aCount = above.count, bCount = here.count;
    let i = 0, j = 0;
    while (i < aCount || j < bCount) {
      const start = j === bCount || (i < aCount && a[i]! <= b[j]!)
        ? a[i++]!
        : b[j++]!;
      const stop = j === bCount || (i < aCount && a[i]! <= b[j]!)
        ? a[i++]!
        : b[j++]!;
      if (start === stop) continue;
      first.reserve(1)[first.count++] = start;
      end.reserve(1)[end.count++] = stop;
      row.reserve(1)[row.count++] = y;
      pixels += stop - start;
    }
    [above, here] = [here, above];
  }
  return {
    first: first.values,
    end: end.values,
    row: row.values,
    count: first.count,
    pixels,
  };
}

/**
 * Turns row-major bounds into column-major ones without touching pixels again: only what changes from row to row is
 * sorted by column.
 *
 * @param bounds From `rowBounds`.
 * @param width Columns of the picture.
 * @param height Rows.
 *
 * @example
 * ```ts
 * import { columnBounds } from "./column_bounds.ts";
 *
 * // A column of two pixels: 0 1 over 0 1.
 * if (columnBounds(Int32Array.of(1, 2, 3, 4), 2, 2).join() !== "2,4") throw new Error();
 * ```
 */
export function columnBounds(
  bounds: Int32Array,
  width: number,
  height: number,
): Int32Array {
  const { first, end, row, count, pixels } = rowChanges(bounds, width, height);
  // Where each column's changes begin: changes counted, then summed.
  const cursor = new Int32Array(width + 2);
  for (let i = 0; i < count; i++) {
    cursor[first[i]! + 1]!++;
    cursor[end[i]! + 1]!--;
  }
  // Summed once: changes a column, at x + 1; summed twice: where the next column begins.
  let inColumn = 0;
  for (let x = 0; x < width; x++) {
    inColumn += cursor[x + 1]!;
    cursor[x + 1] = cursor[x]! + inColumn;
  }
  const sorted = new Int32Array(pixels);
  for (let i = 0; i < count; i++) {
    const y = row[i]!;
    for (let x = first[i]!; x < end[i]!; x++) {
      sorted[cursor[x]!++] = x * height + y;
    }
  }
  return joinTouching(sorted);
}

/** A stretch that ends where the next begins is one with it. */
function joinTouching(bounds: Int32Array): Int32Array {
  let kept = 0;
  for (let i = 0; i < bounds.length; i++) {
    if (kept > 0 && bounds[kept - 1] === bounds[i]) kept--;
    else bounds[kept++] = bounds[i]!;
  }
  return bounds.subarray(0, kept);
}
