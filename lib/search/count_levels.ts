import type { Mask } from "../core/mod.ts";
import {
  levelOf,
  type LevelScale,
  levelScale,
  mixedLevel,
  scaleValues,
} from "./level_scale.ts";
import type { StoredMap } from "./stored_map.ts";

/** Pixels of each level. */
export interface LevelCounts {
  readonly all: Int32Array;
  /** Those of them that are foreground in the truth. */
  readonly hits: Int32Array;
}

/** Values that are counted at once: copied, so that the loop meets one kind of array. */
const CHUNK = 2048;

/**
 * Counts the pixels of each level: level k is what is above k of the thresholds.
 *
 * @param map Probabilities at the truth's size.
 * @param truth The label.
 * @param thresholds In [0, 1], rising strictly.
 */
export function countLevels(
  map: StoredMap,
  { data: truth }: Mask,
  thresholds: readonly number[],
): LevelCounts {
  const scale = levelScale(map, thresholds);
  const values = scaleValues(map.data);
  // Level 2 k + truth. Two lists, taken in turn: neighbours are mostly alike, and would wait for each other's sum.
  const even = new Int32Array(2 * thresholds.length + 2);
  const odd = new Int32Array(even.length);
  if (values instanceof Int32Array) {
    countValues(values, truth, 0, scale, even, odd);
  } else {
    const chunk = new Int32Array(CHUNK);
    for (let first = 0; first < values.length; first += CHUNK) {
      const some = values.subarray(first, first + CHUNK);
      chunk.set(some);
      const counted = chunk.subarray(0, some.length);
      countValues(counted, truth, first, scale, even, odd);
    }
  }
  const all = new Int32Array(thresholds.length + 1);
  const hits = new Int32Array(all.length);
  for (let k = 0; k < all.length; k++) {
    hits[k] = even[2 * k + 1]! + odd[2 * k + 1]!;
    all[k] = hits[k]! + even[2 * k]! + odd[2 * k]!;
  }
  return { all, hits };
}

function countValues(
  values: Int32Array,
  truth: Uint8Array,
  first: number,
  scale: LevelScale,
  even: Int32Array,
  odd: Int32Array,
): void {
  const { table, shift } = scale;
  const count = values.length & ~1;
  for (let i = 0; i < count; i += 2) {
    let a = table[values[i]! >>> shift]!;
    let b = table[values[i + 1]! >>> shift]!;
    if (a < 0) a = mixedLevel(scale, ~a, values[i]!);
    if (b < 0) b = mixedLevel(scale, ~b, values[i + 1]!);
    even[2 * a + (-truth[first + i]! >>> 31)]!++;
    odd[2 * b + (-truth[first + i + 1]! >>> 31)]!++;
  }
  if (count < values.length) {
    const level = levelOf(scale, values[count]!);
    even[2 * level + (-truth[first + count]! >>> 31)]!++;
  }
}
