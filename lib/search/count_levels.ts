import type { Mask } from "../core/mod.ts";
import { levelScale, scaleValues } from "./level_scale.ts";
import type { StoredMap } from "./stored_map.ts";
import { thresholdKernels as kernels } from "./threshold_kernels.ts";

/** Pixels of each level. */
export interface LevelCounts {
  readonly all: Int32Array;
  /** Those of them that are foreground in the truth. */
  readonly hits: Int32Array;
}

/** Pixels that are handed over at once, so that they stay in the processor's second cache. */
const CHUNK = 1 << 15;

/** Lists that the kernel counts into. */
const LISTS = 4;

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
  const { from, table, shift } = levelScale(map, thresholds);
  const values = scaleValues(map.data);
  const length = 2 * thresholds.length + 2;
  const [atValues, atTruth, atTable, atFrom, atCounts] = kernels.places(
    4 * CHUNK,
    CHUNK,
    table.byteLength,
    from.byteLength,
    4 * LISTS * length,
  );
  kernels.integers(atTable, table.length).set(table);
  kernels.integers(atFrom, from.length).set(from);
  const counts = kernels.integers(atCounts, LISTS * length).fill(0);
  for (let first = 0; first < values.length; first += CHUNK) {
    const some = values.subarray(first, first + CHUNK);
    kernels.integers(atValues, some.length).set(some);
    kernels.bytes(atTruth, some.length)
      .set(truth.subarray(first, first + some.length));
    kernels.call.countLevels(
      atValues,
      atTruth,
      some.length,
      atTable,
      shift,
      atFrom,
      atCounts,
      4 * length,
    );
  }
  const all = new Int32Array(thresholds.length + 1);
  const hits = new Int32Array(all.length);
  for (let i = 0; i < counts.length; i++) {
    const level = (i % length) >> 1;
    all[level]! += counts[i]!;
    if (i % 2 === 1) hits[level]! += counts[i]!;
  }
  return { all, hits };
}
