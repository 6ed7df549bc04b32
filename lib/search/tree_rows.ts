import { levelOf, type LevelScale } from "./level_scale.ts";
import { joinNodes, type TreeNodes } from "./tree_nodes.ts";

/** A row as stretches of one level. */
export interface FlatRuns {
  count: number;
  /** Column after the last of each stretch. */
  readonly end: Int32Array;
  readonly level: Int32Array;
  /** Node of each stretch, 0 at level 0. */
  readonly node: Int32Array;
}

/** Room to scan a row in. */
export interface RowScan {
  /** The row's values, and {@linkcode ROW_END} after them. */
  readonly values: Int32Array;
  /** Nodes that are open, and their levels. */
  readonly open: Int32Array;
  readonly openLevel: Int32Array;
}

/** No value of any level. */
export const ROW_END = -1;

/**
 * Grows the tree of one row. The open nodes lie on a stack, each the parent of the next: a stretch closes those of
 * higher level, and is part of the last one, or a node between it and the one that was closed.
 */
export function scanRow(
  nodes: TreeNodes,
  { values, open, openLevel }: RowScan,
  scale: LevelScale,
  truth: Uint8Array,
  first: number,
  runs: FlatRuns,
): void {
  const width = values.length - 1;
  // A row has at most as many nodes as pixels.
  nodes.reserve(width);
  const { level, parent, area, hits } = nodes;
  const { from } = scale;
  let made = nodes.count;
  let count = 0, depth = 0, top = 0;
  for (let x = 0; x < width;) {
    const start = x;
    const value = values[x]!;
    const own = levelOf(scale, value);
    const low = from[own]!;
    // One comparison tells whether a value lies between two.
    const span = from[own + 1]! - low;
    let node = 0;
    if (own === 0) {
      // No object has these pixels, so the truth does not matter.
      do x++; while (((values[x]! - low) >>> 0) < span);
      depth = 0;
      top = 0;
    } else {
      let found = 0;
      do {
        found += -truth[first + x]! >>> 31;
        x++;
      } while (((values[x]! - low) >>> 0) < span);
      let closed = 0;
      while (top > own) {
        closed = open[--depth]!;
        top = depth > 0 ? openLevel[depth - 1]! : 0;
      }
      if (top === own) {
        node = open[depth - 1]!;
        area[node]! += x - start;
        hits[node]! += found;
      } else {
        node = made++;
        level[node] = own;
        parent[node] = depth > 0 ? open[depth - 1]! : 0;
        area[node] = x - start;
        hits[node] = found;
        if (closed > 0) parent[closed] = node;
        open[depth] = node;
        openLevel[depth++] = own;
        top = own;
      }
    }
    runs.end[count] = x;
    runs.level[count] = own;
    runs.node[count++] = node;
  }
  nodes.count = made;
  runs.count = count;
}

/**
 * Joins two neighbouring rows. Along them the lower of the two levels rises and falls; only its tops are joined, for
 * below a top the rows themselves connect what is beside it. A corner joins where both rows change at one place and
 * neither pixel beside it is as high.
 */
export function linkRows(
  nodes: TreeNodes,
  above: FlatRuns,
  here: FlatRuns,
  corners: boolean,
): void {
  let i = 0, j = 0, last = 0, topA = 0, topB = 0;
  const { level, parent } = nodes;
  const aCount = above.count, bCount = here.count;
  while (i < aCount && j < bCount) {
    const a = above.level[i]!, b = here.level[j]!;
    const lower = a < b ? a : b;
    if (lower > last) {
      topA = above.node[i]!;
      topB = here.node[j]!;
    } else if (lower < last && topA > 0) {
      joinNodes(level, parent, topA, topB);
      topA = 0;
    }
    last = lower;
    const aEnd = above.end[i]!, bEnd = here.end[j]!;
    if (aEnd < bEnd) i++;
    else if (bEnd < aEnd) j++;
    else {
      i++;
      j++;
      if (corners && i < aCount) {
        const nextA = above.level[i]!, nextB = here.level[j]!;
        const falling = a < nextB ? a : nextB;
        if (b < falling && nextA < falling) {
          joinNodes(level, parent, above.node[i - 1]!, here.node[j]!);
        }
        const rising = b < nextA ? b : nextA;
        if (a < rising && nextB < rising) {
          joinNodes(level, parent, above.node[i]!, here.node[j - 1]!);
        }
      }
    }
  }
  if (topA > 0) joinNodes(level, parent, topA, topB);
}
