import { levelOf } from "./levels";

// The runs of one row at every threshold: a place for each threshold's number of runs, then, for each threshold, room
// for its runs. A run is four numbers: first column, column after the last, pixels that are foreground in the truth,
// object.

export const RUN: usize = 16;
export const RUN_END: usize = 4;
export const RUN_HITS: usize = 8;
export const RUN_OBJECT: usize = 12;

/** Where the first threshold's runs begin. */
// @ts-ignore: decorator
@inline
export function firstRun(row: usize, thresholds: i32): usize {
  return row + (((<usize> thresholds << 2) + 63) & ~63);
}

/** Bytes of room for one threshold's runs: a row has at most one for two columns. */
// @ts-ignore: decorator
@inline
export function roomFor(width: i32): usize {
  return <usize> ((width >> 1) + 1) * RUN;
}

/** Foreground pixels of a row of the truth, as bits with the number before each word, in the columns before `x`. */
// @ts-ignore: decorator
@inline
function truthBefore(bits: usize, sums: usize, x: i32): i32 {
  const word = <usize> (x >> 5) << 2;
  const kept = (1 << (x & 31)) - 1;
  return load<i32>(sums + word) + popcnt(load<i32>(bits + word) & kept);
}

/** Numbers of foreground pixels before each word, and after the last. */
function sumWords(bits: usize, words: i32, sums: usize): void {
  let sum = 0;
  for (let w = 0; w < words; w++, bits += 4, sums += 4) {
    store<i32>(sums, sum);
    sum += popcnt(load<i32>(bits));
  }
  store<i32>(sums, sum);
}

/** The first column from `x` on whose value is not one of `span` from `low` on. */
// @ts-ignore: decorator
@inline
function endOfStretch(
  values: usize,
  x: i32,
  width: i32,
  low: i32,
  span: u32,
): i32 {
  // Noise has stretches of a pixel or two, which need no vector.
  if (x === width || <u32> (load<i32>(values + (<usize> x << 2)) - low) >= span) {
    return x;
  }
  const lows = i32x4.splat(low), spans = i32x4.splat(<i32> span);
  for (x++; x + 4 <= width; x += 4) {
    const distance = i32x4.sub(v128.load(values + (<usize> x << 2)), lows);
    const same = i32x4.bitmask(i32x4.lt_u(distance, spans));
    if (same !== 15) return x + ctz(~same);
  }
  while (
    x < width && <u32> (load<i32>(values + (<usize> x << 2)) - low) < span
  ) x++;
  return x;
}

/**
 * Finds a row's runs at every threshold: where the level rises from one pixel to the next, those of the thresholds
 * between begin, where it falls, they end.
 *
 * @param values Of the row.
 * @param bits Its truth, a pixel a bit, and a word of 0 after it.
 * @param sums Room for the sums of its words.
 * @param row Is written.
 */
export function scanThresholds(
  values: usize,
  width: i32,
  bits: usize,
  sums: usize,
  table: usize,
  shift: i32,
  from: usize,
  thresholds: i32,
  row: usize,
): void {
  const runs = firstRun(row, thresholds), room = roomFor(width);
  sumWords(bits, (width + 31) >> 5, sums);
  memory.fill(row, 0, <usize> thresholds << 2);
  let last = 0;
  for (let x = 0; x <= width;) {
    // After the last column all runs end.
    const own = x < width
      ? levelOf(load<i32>(values + (<usize> x << 2)), table, shift, from)
      : 0;
    if (own !== last) {
      const hits = truthBefore(bits, sums, x);
      for (; last < own; last++) {
        const count = load<u32>(row + (<usize> last << 2));
        const run = runs + <usize> last * room + <usize> count * RUN;
        store<i32>(run, x);
        store<i32>(run, hits, RUN_HITS);
      }
      while (last > own) {
        last--;
        const count = load<u32>(row + (<usize> last << 2));
        const run = runs + <usize> last * room + <usize> count * RUN;
        store<i32>(run, x, RUN_END);
        store<i32>(run, hits - load<i32>(run, RUN_HITS), RUN_HITS);
        store<u32>(row + (<usize> last << 2), count + 1);
      }
    }
    const low = load<i32>(from + (<usize> own << 2));
    const span = <u32> (load<i32>(from + (<usize> own << 2), 4) - low);
    x++;
    if (x < width) x = endOfStretch(values, x, width, low, span);
  }
}
