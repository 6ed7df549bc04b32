import { InputError, type Mask, type ProbabilityMap } from "../core/mod.ts";

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

class RunList {
  start = new Int32Array(1024);
  end = new Int32Array(1024);
  count = 0;

  push(start: number, end: number): void {
    if (this.count === this.start.length) {
      this.start = doubled(this.start);
      this.end = doubled(this.end);
    }
    this.start[this.count] = start;
    this.end[this.count++] = end;
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** The foreground of a mask as runs. */
export function maskRuns({ data, width, height }: Mask): Runs {
  const runs = new RunList();
  const row = new Int32Array(height + 1);
  for (let y = 0, i = 0; y < height; y++) {
    const first = y * width;
    const last = first + width;
    while (i < last) {
      while (i < last && data[i] === 0) i++;
      if (i === last) break;
      const start = i;
      while (i < last && data[i] !== 0) i++;
      runs.push(start - first, i - first);
    }
    row[y + 1] = runs.count;
  }
  return { width, height, row, ...runs };
}

/** The pixels above a threshold (strictly) as runs. */
export function mapRuns(
  { data, width, height }: ProbabilityMap,
  threshold: number,
): Runs {
  const runs = new RunList();
  const row = new Int32Array(height + 1);
  for (let y = 0, i = 0; y < height; y++) {
    const first = y * width;
    const last = first + width;
    while (i < last) {
      while (i < last && !(data[i]! > threshold)) i++;
      if (i === last) break;
      const start = i;
      while (i < last && data[i]! > threshold) i++;
      runs.push(start - first, i - first);
    }
    row[y + 1] = runs.count;
  }
  return { width, height, row, ...runs };
}

/** The background between the runs, as runs. */
export function backgroundRuns(runs: Runs): Runs {
  const { width, height } = runs;
  const gaps = new RunList();
  const row = new Int32Array(height + 1);
  for (let y = 0; y < height; y++) {
    let column = 0;
    for (let r = runs.row[y]!; r < runs.row[y + 1]!; r++) {
      if (runs.start[r]! > column) gaps.push(column, runs.start[r]!);
      column = runs.end[r]!;
    }
    if (column < width) gaps.push(column, width);
    row[y + 1] = gaps.count;
  }
  return { width, height, row, ...gaps };
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
  const label = new Int32Array(count);
  let components = 0;
  for (let r = 0; r < count; r++) {
    const root = rootOf(parent, r);
    label[r] = root === r ? components++ : label[root]!;
  }
  return { label, components };
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

/** 1 for each component with a pixel on the picture's frame. */
export function componentsOnBorder(
  runs: Runs,
  { label, components }: LabelledRuns,
): Uint8Array<ArrayBuffer> {
  const onBorder = new Uint8Array(components);
  const { row, start, end, width, height } = runs;
  const lastRow = row[Math.max(height - 1, 0)]!;
  for (let r = 0; r < runs.count; r++) {
    if (r < row[1]! || r >= lastRow || start[r] === 0 || end[r] === width) {
      onBorder[label[r]!] = 1;
    }
  }
  return onBorder;
}

/** Paints the runs whose component is chosen; the rest of `data` is left as it is. */
export function paintRuns(
  data: Uint8Array,
  runs: Runs,
  { label }: LabelledRuns,
  chosen: (component: number) => boolean,
  value: 0 | 1,
): void {
  for (let y = 0; y < runs.height; y++) {
    const first = y * runs.width;
    for (let r = runs.row[y]!; r < runs.row[y + 1]!; r++) {
      if (chosen(label[r]!)) {
        data.fill(value, first + runs.start[r]!, first + runs.end[r]!);
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
