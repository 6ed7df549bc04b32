import { InputError } from "../core/mod.ts";
import { levelProbabilities, type StoredMap } from "./stored_map.ts";

/** Cells of the table that starts the search; a power of two, so that the product with it is exact. */
const CELLS = 4096;

/**
 * Counts, for each pixel, the thresholds that its probability is greater than: all that a grid of thresholds can see
 * of a map.
 *
 * @param map Probabilities in [0, 1].
 * @param thresholds Rising strictly, 65,535 at most.
 * @returns For each pixel 0 to `thresholds.length`: it is foreground at the thresholds before that index.
 * @throws {InputError} Where the thresholds do not rise, or are too many.
 *
 * @example
 * ```ts
 * import { binPixels } from "./bin_pixels.ts";
 *
 * const map = { data: Float32Array.of(.1, .5, .6, 1), width: 4, height: 1 };
 * if (binPixels(map, [.3, .5]).join() !== "0,1,2,2") throw new Error();
 * ```
 */
export function binPixels(
  { data }: StoredMap,
  thresholds: ArrayLike<number>,
): Uint16Array<ArrayBuffer> {
  checkThresholds(thresholds);
  if (data instanceof Float32Array) return binFloats(data, thresholds);
  const table = levelBins(data instanceof Uint8Array ? 256 : 65536, thresholds);
  return data instanceof Uint8Array
    ? lookUpBytes(data, table)
    : lookUp(data, table);
}

function checkThresholds(thresholds: ArrayLike<number>): void {
  if (thresholds.length > 65535) {
    throw new InputError(
      `Cannot search: there must be at most 65535 thresholds, current value is ${thresholds.length}`,
    );
  }
  for (let i = 0; i < thresholds.length; i++) {
    if (
      i === 0
        ? !Number.isNaN(thresholds[0])
        : thresholds[i]! > thresholds[i - 1]!
    ) continue;
    throw new InputError(
      `Cannot search: thresholds must rise, current value is ${
        thresholds[i]
      } after ${thresholds[i - 1]}`,
    );
  }
}

function levelBins(
  levels: 256 | 65536,
  thresholds: ArrayLike<number>,
): Uint16Array {
  let bin = 0;
  const bins = new Uint16Array(levels);
  levelProbabilities(levels).forEach((probability, k) => {
    while (bin < thresholds.length && probability > thresholds[bin]!) bin++;
    bins[k] = bin;
  });
  return bins;
}

// Two functions: a loop that meets one kind of array only is compiled to be faster.
function lookUp(data: Uint16Array, table: Uint16Array) {
  const bins = new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) bins[i] = table[data[i]!]!;
  return bins;
}

function lookUpBytes(data: Uint8Array, table: Uint16Array) {
  const bins = new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) bins[i] = table[data[i]!]!;
  return bins;
}

/** A table gives the thresholds in the cells before the pixel's; those in its own cell are compared. */
function binFloats(data: Float32Array, thresholds: ArrayLike<number>) {
  const count = thresholds.length;
  const bounds = new Float64Array(count + 1).fill(Infinity);
  bounds.set(Array.from(thresholds));
  const table = new Uint16Array(CELLS + 1);
  for (let cell = 0, bin = 0; cell <= CELLS; cell++) {
    while (bin < count && bounds[bin]! * CELLS < cell) bin++;
    table[cell] = bin;
  }
  const bins = new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    const cell = (value * CELLS) | 0;
    let bin = cell >= 0 && cell <= CELLS ? table[cell]! : 0;
    while (value > bounds[bin]!) bin++;
    bins[i] = bin;
  }
  return bins;
}
