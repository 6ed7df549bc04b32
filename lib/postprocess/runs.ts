import { InputError, type Mask, type ProbabilityMap } from "../core/mod.ts";
import {
  type BitMask,
  countOnes,
  packAbove,
  packMask,
  paintBits,
} from "./bits.ts";

/** Which pixels are neighbours: those that share a side (4), or a side or a corner (8). */
export type Connectivity = 4 | 8;

/** A binary picture as its runs: stretches of foreground in one row, in raster order. */
export interface Runs {
  readonly width: number;
  readonly height: number;
  /** Number of runs. */
  readonly count: number;
  /** First column of each run. */
  readonly start: Int32Array;
  /** Column after the last of each run. */
  readonly end: Int32Array;
  /** Index of each row's first run, and `count` at the end: row y has runs `row[y]` to `row[y + 1] - 1`. */
  readonly row: Int32Array;
}

/** Which component each run belongs to. */
export interface LabelledRuns {
  /** Component of each run, 0 to `components - 1`, numbered by first pixel in raster order. */
  readonly label: Int32Array;
  /** Number of components. */
  readonly components: number;
}

/** The foreground of a mask as runs. */
export function maskRuns(mask: Mask): Runs {
  return bitRuns(packMask(mask));
}

/** The pixels above a threshold (strictly) as runs. */
export function mapRuns(map: ProbabilityMap, threshold: number): Runs {
  return bitRuns(packAbove(map, threshold));
}

/** Places in a row where foreground begins or ends, one bit each; `carry` is the pixel before the word. */
const changes = (word: number, carry: number) => word ^ ((word << 1) | carry);

/** Number of runs: counted first, so that no list has to grow. */
function countRuns({ words, stride, height }: BitMask): number {
  let count = 0;
  for (let y = 0, i = 0; y < height; y++) {
    let carry = 0;
    for (let w = 0; w < stride; w++, i++) {
      const word = words[i]!;
      // Where a run begins: a pixel whose left neighbour is background.
      const begins = word & ~((word << 1) | carry);
      if (begins !== 0) count += countOnes(begins);
      carry = word >>> 31;
    }
  }
  return count;
}

/** The foreground of a packed picture as runs. */
export function bitRuns(bits: BitMask): Runs {
  const { words, stride, width, height } = bits;
  const count = countRuns(bits);
  const start = new Int32Array(count), end = new Int32Array(count);
  const row = new Int32Array(height + 1);
  let run = 0;
  for (let y = 0, i = 0; y < height; y++) {
    let carry = 0;
    for (let w = 0; w < stride; w++, i++) {
      const word = words[i]!;
      let change = changes(word, carry);
      let inside = carry;
      carry = word >>> 31;
      while (change !== 0) {
        const column = (w << 5) + 31 - Math.clz32(change & -change);
        if (inside) end[run++] = column;
        else start[run] = column;
        inside ^= 1;
        change &= change - 1;
      }
    }
    if (carry) end[run++] = width;
    row[y + 1] = run;
  }
  return { width, height, row, start, end, count };
}

/** The background between the runs, as runs. */
export function backgroundRuns(runs: Runs): Runs {
  const { width, height } = runs;
  // A row has one gap more than runs, at most.
  const start = new Int32Array(runs.count + height);
  const end = new Int32Array(runs.count + height);
  const row = new Int32Array(height + 1);
  let count = 0;
  for (let y = 0; y < height; y++) {
    let column = 0;
    for (let r = runs.row[y]!; r < runs.row[y + 1]!; r++) {
      if (runs.start[r]! > column) {
        start[count] = column;
        end[count++] = runs.start[r]!;
      }
      column = runs.end[r]!;
    }
    if (column < width) {
      start[count] = column;
      end[count++] = width;
    }
    row[y + 1] = count;
  }
  return { width, height, row, start, end, count };
}

/** The component's first run; halves the path on the way. */
function rootOf(parent: Int32Array, run: number): number {
  while (parent[run] !== run) {
    run = parent[run] = parent[parent[run]!]!;
  }
  return run;
}

/**
 * Joins touching runs of neighbouring rows into components (union-find, the earlier run is the root).
 *
 * Source: He, Chao and Suzuki, "A run-based two-scan labeling algorithm", 2008.
 */
export function labelRuns(
  runs: Runs,
  connectivity: Connectivity,
): LabelledRuns {
  const { start, end, row, count, height } = runs;
  const reach = connectivity === 8 ? 1 : 0;
  const parent = new Int32Array(count);
  for (let r = 0; r < count; r++) parent[r] = r;
  for (let y = 1; y < height; y++) {
    let above = row[y - 1]!;
    let here = row[y]!;
    while (above < row[y]! && here < row[y + 1]!) {
      if (
        start[above]! < end[here]! + reach && start[here]! < end[above]! + reach
      ) {
        const a = rootOf(parent, above), b = rootOf(parent, here);
        if (a < b) parent[b] = a;
        else parent[a] = b;
      }
      if (end[above]! < end[here]!) above++;
      else here++;
    }
  }
  // Parents come before their children: each entry can turn from parent to label in place.
  let components = 0;
  for (let r = 0; r < count; r++) {
    parent[r] = parent[r] === r ? components++ : parent[parent[r]!]!;
  }
  return { label: parent, components };
}

/** Pixels of each component. */
export function componentAreas(
  runs: Runs,
  { label, components }: LabelledRuns,
): Int32Array<ArrayBuffer> {
  const area = new Int32Array(components);
  for (let r = 0; r < runs.count; r++) {
    area[label[r]!]! += runs.end[r]! - runs.start[r]!;
  }
  return area;
}

/** The sides of a picture as bits, so that a component's contacts are one number. */
export const sideBits = { left: 1, right: 2, top: 4, bottom: 8 } as const;

/** For each component the sides on which it has a pixel, added up from {@linkcode sideBits}. */
export function componentSides(
  runs: Runs,
  { label, components }: LabelledRuns,
): Uint8Array<ArrayBuffer> {
  const sides = new Uint8Array(components);
  const { row, start, end, width, height, count } = runs;
  const firstRowEnd = height > 0 ? row[1]! : 0;
  const lastRow = row[Math.max(height - 1, 0)]!;
  for (let r = 0; r < count; r++) {
    sides[label[r]!]! |= (start[r] === 0 ? sideBits.left : 0) |
      (end[r] === width ? sideBits.right : 0) |
      (r < firstRowEnd ? sideBits.top : 0) |
      (r >= lastRow ? sideBits.bottom : 0);
  }
  return sides;
}

/** 1 for each component with a pixel on the picture's frame. */
export function componentsOnBorder(
  runs: Runs,
  labelled: LabelledRuns,
): Uint8Array<ArrayBuffer> {
  return componentSides(runs, labelled).map((sides) => sides === 0 ? 0 : 1);
}

/** Paints the runs whose component is chosen; the other pixels are left as they are. */
export function paintRuns(
  { words, stride }: BitMask,
  { row, start, end, height }: Runs,
  { label }: LabelledRuns,
  chosen: Uint8Array,
  value: 0 | 1,
): void {
  for (let y = 0; y < height; y++) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      if (chosen[label[r]!] !== 0) {
        paintBits(words, y * stride, start[r]!, end[r]!, value);
      }
    }
  }
}

/** Refuses anything but 4 and 8, which untyped callers (recipes, notebooks) may give. */
export function checkConnectivity(value: number, what: string): void {
  if (value !== 4 && value !== 8) {
    throw new InputError(
      `Cannot ${what}: connectivity must be 4 or 8, current value is ${value}`,
    );
  }
}
