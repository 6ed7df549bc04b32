import { InputError, type Mask } from "../core/mod.ts";
import { checkSameSize } from "../metrics/same_size.ts";
import type { GridCounts } from "./grid_counts.ts";
import { radixSort } from "./radix_sort.ts";
import { levelProbabilities, type StoredMap } from "./stored_map.ts";

/** What is foreground at every threshold that a map can tell apart. */
export interface ThresholdCounts extends GridCounts {
  /**
   * Rising: for a stored map all its levels, for single precision the values that occur. The counts at an index are of
   * the pixels above that threshold (strictly); at the last they are 0.
   */
  readonly thresholds: Float32Array;
}

/**
 * Counts the foreground at all thresholds of an image in one sorted pass: stored maps are sorted by counting, maps in
 * single precision by their bits. Exact for both. For scores see `scoreCounts`.
 *
 * @param map Probabilities, 0 or more, at the truth's size.
 * @param truth The label.
 * @throws {InputError} Where the sizes differ, or a value is negative or not a number.
 *
 * @example
 * ```ts
 * import { scoreCounts } from "./pixel_score.ts";
 * import { thresholdCounts } from "./threshold_counts.ts";
 *
 * const map = { data: Float32Array.of(.25, .75, .75, .5), width: 4, height: 1 };
 * const truth = { data: Uint8Array.of(0, 1, 1, 0), width: 4, height: 1 };
 * const counts = thresholdCounts(map, truth);
 * if (counts.thresholds.join() !== "0.25,0.5,0.75") throw new Error();
 * if (counts.predicted.join() !== "3,2,0" || counts.both.join() !== "2,2,0") throw new Error();
 * if (scoreCounts(counts, { name: "dice" })[1] !== 1) throw new Error();
 * ```
 */
export function thresholdCounts(map: StoredMap, truth: Mask): ThresholdCounts {
  checkSameSize("map", map, truth);
  const { data } = map;
  const { thresholds, all, hits } = data instanceof Float32Array
    ? valueHistograms(data, truth.data)
    : levelHistograms(data, truth.data);
  return { thresholds, ...countsAbove(all, hits) };
}

/** Pixels at each threshold's value, and those of them that are foreground in the truth. */
interface Histograms {
  readonly thresholds: Float32Array;
  readonly all: Int32Array;
  readonly hits: Int32Array;
}

function levelHistograms(
  data: Uint16Array | Uint8Array,
  truth: Uint8Array,
): Histograms {
  const levels = data instanceof Uint8Array ? 256 : 65536;
  const all = new Int32Array(levels), hits = new Int32Array(levels);
  for (let i = 0; i < data.length; i++) {
    const level = data[i]!;
    all[level]!++;
    if (truth[i] !== 0) hits[level]!++;
  }
  return { thresholds: levelProbabilities(levels), all, hits };
}

function valueHistograms(data: Float32Array, truth: Uint8Array): Histograms {
  const bits = new Uint32Array(data.length);
  const value = new Float32Array(1);
  const word = new Uint32Array(value.buffer);
  for (let i = 0; i < data.length; i++) {
    if (!(data[i]! >= 0)) throw noProbability(data[i]!, i);
    // Adding 0 makes -0 a 0. The sign's bit, which is then 0, makes room for the truth at the other end.
    value[0] = data[i]! + 0;
    bits[i] = (word[0]! << 1) | (truth[i] === 0 ? 0 : 1);
  }
  const sorted = radixSort(bits);
  const thresholds = new Float32Array(data.length);
  const all = new Int32Array(data.length), hits = new Int32Array(data.length);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i]! >>> 1 !== sorted[i - 1]! >>> 1) {
      word[0] = sorted[i]! >>> 1;
      thresholds[count++] = value[0]!;
    }
    all[count - 1]!++;
    hits[count - 1]! += sorted[i]! & 1;
  }
  return {
    thresholds: thresholds.slice(0, count),
    all: all.subarray(0, count),
    hits: hits.subarray(0, count),
  };
}

function noProbability(value: number, pixel: number): InputError {
  return new InputError(
    `Cannot count the map: probabilities must be 0 or more, current value at ${pixel} is ${value}`,
  );
}

/** Sums from the top: what lies above each threshold. */
function countsAbove(all: Int32Array, hits: Int32Array): GridCounts {
  const predicted = new Int32Array(all.length);
  const both = new Int32Array(all.length);
  let pixels = 0, labelled = 0;
  for (let k = all.length - 1; k >= 0; k--) {
    predicted[k] = pixels;
    both[k] = labelled;
    pixels += all[k]!;
    labelled += hits[k]!;
  }
  return { predicted, both, labelled, pixels };
}

/**
 * Counts the foreground of a map in single precision at the 65,536 levels of a 16-bit map, of which it may have others
 * than those: a grid that is the same for all images.
 *
 * @param map Probabilities in [0, 1], at the truth's size.
 * @param truth The label.
 * @throws {InputError} Where the sizes differ, or a value is negative or not a number.
 *
 * @example
 * ```ts
 * import { levelCounts } from "./threshold_counts.ts";
 *
 * const map = { data: Float32Array.of(0, .5, 1), width: 3, height: 1 };
 * const truth = { data: Uint8Array.of(0, 0, 1), width: 3, height: 1 };
 * const { predicted } = levelCounts(map, truth);
 * if (predicted[0] !== 2 || predicted[32768] !== 1 || predicted[65535] !== 0) throw new Error();
 * ```
 */
export function levelCounts(map: StoredMap, truth: Mask): ThresholdCounts {
  if (!(map.data instanceof Float32Array)) return thresholdCounts(map, truth);
  checkSameSize("map", map, truth);
  const thresholds = levelProbabilities(65536);
  const last = thresholds.length - 1;
  // How many thresholds a pixel passes, which is one more than the last that it is above.
  const all = new Int32Array(last + 2), hits = new Int32Array(last + 2);
  for (let i = 0; i < map.data.length; i++) {
    const p = map.data[i]!;
    if (!(p >= 0)) throw noProbability(p, i);
    let passed = 0;
    if (p > 0) {
      const nearest = Math.min(Math.round(p * last), last);
      passed = p > thresholds[nearest]! ? nearest + 1 : nearest;
    }
    all[passed]!++;
    if (truth.data[i] !== 0) hits[passed]!++;
  }
  const counts = countsAbove(all, hits);
  return {
    ...counts,
    thresholds,
    predicted: counts.predicted.slice(0, -1),
    both: counts.both.slice(0, -1),
  };
}
