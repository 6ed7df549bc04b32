import type { Mask } from "../core/mod.ts";
import { checkSameSize } from "../metrics/same_size.ts";
import { growTree } from "./component_tree.ts";
import { countForeground } from "./count_foreground.ts";
import { countLevels } from "./count_levels.ts";
import { filledCounts } from "./filled_counts.ts";
import { levelScale, scaleValues } from "./level_scale.ts";
import {
  type AreaGrid,
  checkGrid,
  gridAxes,
  gridSize,
  type HysteresisGrid,
  type SearchGrid,
  type TripletGrid,
} from "./search_grid.ts";
import type { StoredMap } from "./stored_map.ts";
import { objectCounts } from "./threshold_objects.ts";
import type { ComponentTree } from "./tree_nodes.ts";

/** What is foreground at every point of a grid, in the order of `gridAxes`. */
export interface GridCounts {
  /** Foreground pixels of the prediction. */
  readonly predicted: Int32Array;
  /** Those of them that are foreground in the truth. */
  readonly both: Int32Array;
  /** Foreground pixels of the truth. */
  readonly labelled: number;
  /** All pixels. */
  readonly pixels: number;
}

/**
 * Counts the foreground at every point of a grid. The pixels are read once: for hysteresis, and areas at many
 * thresholds, each node of the component tree is added to the corner of the box of grid points that keep it, and sums
 * along the axes do the rest; for areas at few thresholds the objects at each are; the triplet needs only the numbers
 * of pixels above each threshold. Where holes are filled, each threshold is labelled by itself.
 *
 * @param map Probabilities at the truth's size.
 * @param truth The label.
 * @param grid What is searched.
 * @throws {InputError} Where the sizes differ, the grid's values do not rise, or there are more than 65,534 different
 * thresholds (tops and bottoms together) or 2 ** 24 points.
 *
 * @example
 * ```ts
 * import { gridCounts } from "./grid_counts.ts";
 *
 * const map = { data: Float32Array.of(.9, .6, 0, .6), width: 4, height: 1 };
 * const truth = { data: Uint8Array.of(1, 1, 0, 0), width: 4, height: 1 };
 * const grid = { kind: "area", thresholds: [.5, .8], minimumAreas: [0, 2] } as const;
 * const { predicted, both } = gridCounts(map, truth, grid);
 * if (predicted.join() !== "3,2,1,0" || both.join() !== "2,2,1,0") throw new Error();
 * ```
 */
export function gridCounts(
  map: StoredMap,
  truth: Mask,
  grid: SearchGrid,
): GridCounts {
  checkGrid(grid);
  checkSameSize("map", map, truth);
  if (grid.fillHoles) {
    return { ...filledCounts(map, truth, grid), pixels: truth.data.length };
  }
  switch (grid.kind) {
    case "area":
      return areaCounts(map, truth, grid);
    case "hysteresis":
      return hysteresisCounts(map, truth, grid);
    case "triplet":
      return tripletCounts(map, truth, grid);
  }
}

function treeOf(
  map: StoredMap,
  truth: Mask,
  { connectivity = 8 }: AreaGrid | HysteresisGrid,
  thresholds: readonly number[],
): ComponentTree {
  const { width, height } = map;
  return growTree(
    { data: scaleValues(map.data), width, height },
    levelScale(map, thresholds),
    truth,
    connectivity,
  );
}

function emptyCounts(
  truth: Mask,
  grid: SearchGrid,
  labelled: number,
): GridCounts {
  const size = gridSize(gridAxes(grid));
  return {
    predicted: new Int32Array(size),
    both: new Int32Array(size),
    labelled,
    pixels: truth.data.length,
  };
}

/** How many of the rising values are at most `value`. */
function countUpTo(values: readonly number[], value: number): number {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For each level of a tree over `thresholds` (rising), how many of `some` of them it is above. */
function levelsAbove(
  thresholds: readonly number[],
  some: readonly number[],
): Int32Array {
  return Int32Array.from(
    { length: thresholds.length + 1 },
    (_, level) => level === 0 ? 0 : countUpTo(some, thresholds[level - 1]!),
  );
}

/** Adds to each value those after it along an axis: steps of `stride`, `length` of them. */
function sumFromEnd(values: Int32Array, length: number, stride: number): void {
  const block = length * stride;
  for (let first = 0; first < values.length; first += block) {
    for (let i = first + block - stride - 1; i >= first; i--) {
      values[i]! += values[i + stride]!;
    }
  }
}

/** Up to here joining the runs of all thresholds is faster than growing a tree, but on maps of almost only 0 and 1. */
const THRESHOLDS_WITHOUT_TREE = 128;

/** Columns times thresholds up to which the runs of two rows take no more than some 50 MB. */
const ROOM_WITHOUT_TREE = 1 << 22;

function areaCounts(map: StoredMap, truth: Mask, grid: AreaGrid): GridCounts {
  const thresholds = grid.thresholds.length;
  const counts = thresholds <= THRESHOLDS_WITHOUT_TREE &&
      thresholds * map.width <= ROOM_WITHOUT_TREE
    ? objectCounts(map, truth, grid)
    : undefined;
  if (!counts) return treeCounts(map, truth, grid);
  for (const values of [counts.predicted, counts.both]) {
    sumFromEnd(values, grid.minimumAreas.length, 1);
  }
  return {
    ...counts,
    labelled: countForeground(truth.data),
    pixels: truth.data.length,
  };
}

function treeCounts(map: StoredMap, truth: Mask, grid: AreaGrid): GridCounts {
  const tree = treeOf(map, truth, grid, grid.thresholds);
  const counts = emptyCounts(truth, grid, countForeground(truth.data));
  const same = Int32Array.from(
    { length: grid.thresholds.length + 1 },
    (_, level) => level,
  );
  addAreas(counts, tree, same, grid.minimumAreas, grid.thresholds.length);
  return counts;
}

/** Fills [threshold][area]; `above` tells how many of the thresholds a level of the tree is above. */
function addAreas(
  { predicted, both }: Pick<GridCounts, "predicted" | "both">,
  tree: ComponentTree,
  above: Int32Array,
  minimumAreas: readonly number[],
  thresholds: number,
): void {
  const areas = minimumAreas.length;
  for (let n = 0; n < tree.count; n++) {
    const from = above[tree.below[n]!]!, to = above[tree.level[n]!]!;
    const kept = countUpTo(minimumAreas, tree.area[n]!);
    if (from === to || kept === 0) continue;
    const last = (to - 1) * areas + kept - 1;
    predicted[last]! += tree.area[n]!;
    both[last]! += tree.hits[n]!;
    if (from === 0) continue;
    const before = (from - 1) * areas + kept - 1;
    predicted[before]! -= tree.area[n]!;
    both[before]! -= tree.hits[n]!;
  }
  for (const values of [predicted, both]) {
    sumFromEnd(values, areas, 1);
    sumFromEnd(values, thresholds, areas);
  }
}

function hysteresisCounts(
  map: StoredMap,
  truth: Mask,
  grid: HysteresisGrid,
): GridCounts {
  const { tops, minimumAreas, bottoms } = grid;
  const thresholds = [...new Set([...tops, ...bottoms])].sort((a, b) => a - b);
  const tree = treeOf(map, truth, grid, thresholds);
  const counts = emptyCounts(truth, grid, countForeground(truth.data));
  const { predicted, both } = counts;
  const aboveTop = levelsAbove(thresholds, tops);
  const aboveBottom = levelsAbove(thresholds, bottoms);
  for (let n = 0; n < tree.count; n++) {
    const from = aboveBottom[tree.below[n]!]!;
    const to = aboveBottom[tree.level[n]!]!;
    const kept = countUpTo(minimumAreas, tree.area[n]!);
    const peak = aboveTop[tree.peak[n]!]!;
    if (from === to || kept === 0 || peak === 0) continue;
    const first = ((peak - 1) * minimumAreas.length + kept - 1) *
      bottoms.length;
    predicted[first + to - 1]! += tree.area[n]!;
    both[first + to - 1]! += tree.hits[n]!;
    if (from === 0) continue;
    predicted[first + from - 1]! -= tree.area[n]!;
    both[first + from - 1]! -= tree.hits[n]!;
  }
  for (const values of [predicted, both]) {
    sumFromEnd(values, bottoms.length, 1);
    sumFromEnd(values, minimumAreas.length, bottoms.length);
    sumFromEnd(values, tops.length, minimumAreas.length * bottoms.length);
  }
  if (bottoms.at(-1)! > tops[0]!) lowerBottoms(counts, tree, grid, aboveTop);
  return counts;
}

/** Where the bottom is above the top, the top counts for both: the plain threshold. */
function lowerBottoms(
  { predicted, both }: GridCounts,
  tree: ComponentTree,
  { tops, minimumAreas, bottoms }: HysteresisGrid,
  aboveTop: Int32Array,
): void {
  const plain = {
    predicted: new Int32Array(tops.length * minimumAreas.length),
    both: new Int32Array(tops.length * minimumAreas.length),
  };
  addAreas(plain, tree, aboveTop, minimumAreas, tops.length);
  tops.forEach((top, t) => {
    const first = countUpTo(bottoms, top);
    for (let a = 0; a < minimumAreas.length; a++) {
      const row = t * minimumAreas.length + a;
      const [from, to] = [
        row * bottoms.length + first,
        (row + 1) * bottoms.length,
      ];
      predicted.fill(plain.predicted[row]!, from, to);
      both.fill(plain.both[row]!, from, to);
    }
  });
}

function tripletCounts(
  map: StoredMap,
  truth: Mask,
  grid: TripletGrid,
): GridCounts {
  const { tops, minimumAreas, bottoms } = grid;
  const thresholds = [...new Set([...tops, ...bottoms])].sort((a, b) => a - b);
  const { all, hits } = countLevels(map, truth, thresholds);
  for (const values of [all, hits]) sumFromEnd(values, values.length, 1);
  const counts = emptyCounts(truth, grid, hits[0]!);
  const levels = bottoms.map((bottom) => countUpTo(thresholds, bottom));
  const predicted = Int32Array.from(levels, (level) => all[level]!);
  const both = Int32Array.from(levels, (level) => hits[level]!);
  tops.forEach((top, t) => {
    const passed = countUpTo(minimumAreas, all[countUpTo(thresholds, top)]!);
    for (let a = 0; a < passed; a++) {
      const first = (t * minimumAreas.length + a) * bottoms.length;
      counts.predicted.set(predicted, first);
      counts.both.set(both, first);
    }
  });
  return counts;
}
