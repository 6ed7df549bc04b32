import {
  bitsAbove,
  INFINITY_BITS,
  singleBits,
} from "../postprocess/single_bits.ts";
import type { StoredMap } from "./stored_map.ts";

/**
 * How rising thresholds cut a map's values into levels, all in whole numbers: level k holds the values from `from[k]` to
 * before `from[k + 1]`. Numbers in single precision from 0 have the order of their bits, so that they need not be
 * compared as such.
 */
export interface LevelScale {
  /** First value of each level, and one after the last level that no value reaches. */
  readonly from: Int32Array;
  /** Level of each stretch of `2 ** shift` values; where it has several, the lowest, as a negative number: `~level`. */
  readonly table: Int32Array;
  readonly shift: number;
}

/** More than any value. */
const NEVER = 0x7fffffff;

/** The least of `levels` stored values whose probability is above the threshold, `levels` for none. */
function storedAbove(threshold: number, levels: number): number {
  let low = 0, high = levels;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Math.fround(middle / (levels - 1)) > threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Scale of values of so many bits, from 0 to `limit`. */
function scaleOf(
  from: Int32Array,
  shift: number,
  bits: number,
  limit: number,
): LevelScale {
  const table = new Int32Array(2 ** (bits - shift));
  const cellOf = (value: number) => value >>> shift;
  const levels = from.length - 1;
  for (let level = 1; level < levels; level++) {
    table.fill(level, cellOf(from[level]!), cellOf(limit) + 1);
  }
  // From the last down, so that a stretch has the lowest of its levels.
  table[cellOf(limit)] = ~table[cellOf(limit)]!;
  for (let level = levels - 1; level > 0; level--) {
    const cell = cellOf(from[level]!);
    if (cell << shift !== from[level]) table[cell] = ~(level - 1);
  }
  return { from, table, shift };
}

/**
 * The scale of a map.
 *
 * @param map Its values' type counts.
 * @param thresholds In [0, 1], rising strictly, 65,534 at most; level k is what is above k of them.
 */
export function levelScale(
  { data }: StoredMap,
  thresholds: readonly number[],
): LevelScale {
  const levels = data instanceof Uint8Array ? 256 : 65536;
  const isSingle = data instanceof Float32Array;
  const from = new Int32Array(thresholds.length + 2);
  thresholds.forEach((threshold, k) => {
    from[k + 1] = isSingle
      ? bitsAbove(threshold)
      : storedAbove(threshold, levels);
  });
  from[thresholds.length + 1] = isSingle ? INFINITY_BITS + 1 : NEVER;
  // Stretches of 1 / 256 of a number's size.
  return isSingle
    ? scaleOf(from, 15, 32, INFINITY_BITS)
    : scaleOf(from, 0, levels === 256 ? 8 : 16, levels);
}

/** The scale of values that are levels already. */
export const ownScale: LevelScale = (() => {
  const from = Int32Array.from({ length: 65537 }, (_, k) => k);
  from[65536] = NEVER;
  return { from, table: from.slice(0, 65536), shift: 0 };
})();

/** A map's values as whole numbers of its scale's order. */
export function scaleValues(
  data: StoredMap["data"],
): Int32Array | Uint16Array | Uint8Array {
  return data instanceof Float32Array ? singleBits(data) : data;
}

/** Level of a value; of what is below 0 or no number, 0. */
export function levelOf(scale: LevelScale, value: number): number {
  const level = scale.table[value >>> scale.shift]!;
  return level < 0 ? mixedLevel(scale, ~level, value) : level;
}

/** The same where the table has only the lowest that it can be. */
function mixedLevel(
  { from }: LevelScale,
  lowest: number,
  value: number,
): number {
  if (value > INFINITY_BITS) return 0;
  let level = lowest;
  while (value >= from[level + 1]!) level++;
  return level;
}
