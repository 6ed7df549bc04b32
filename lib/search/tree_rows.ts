import type { TreeNodes } from "./tree_nodes.ts";

/** A row as stretches of one level. */
export interface FlatRuns {
  count: number;
  /** Column after the last of each stretch. */
  readonly end: Int32Array;
  readonly level: Int32Array;
  /** Node of each stretch, -1 at level 0. */
  readonly node: Int32Array;
  /** Room for the nodes that are open while the row is scanned. */
  readonly open: Int32Array;
}

/**
 * Grows the tree of one row. The open nodes lie on a stack, each the parent of the next: a stretch closes those of
 * higher level, and is part of the last one, or a node between it and the one that was closed.
 */
export function scanRow(
  nodes: TreeNodes,
  data: Uint16Array,
  truth: Uint8Array,
  first: number,
  width: number,
  runs: FlatRuns,
): void {
  // A row has at most as many nodes as pixels.
  nodes.reserve(width);
  const { level, parent, area, hits } = nodes;
  const { open } = runs;
  let count = 0, depth = 0;
  for (let x = 0; x < width;) {
    const value = data[first + x]!;
    const start = x;
    let found = 0;
    if (value === 0) {
      // No object has these pixels, so the truth does not matter.
      do x++; while (x < width && data[first + x] === 0);
    } else {
      do {
        found += truth[first + x] === 0 ? 0 : 1;
        x++;
      } while (x < width && data[first + x] === value);
    }
    let closed = -1;
    while (depth > 0 && level[open[depth - 1]!]! > value) {
      closed = open[--depth]!;
    }
    let node = -1;
    if (value > 0) {
      node = depth > 0 ? open[depth - 1]! : -1;
      if (node < 0 || level[node] !== value) {
        const below = node;
        node = nodes.count++;
        level[node] = value;
        parent[node] = below;
        area[node] = 0;
        hits[node] = 0;
        if (closed >= 0) parent[closed] = node;
        open[depth++] = node;
      }
      area[node]! += x - start;
      hits[node]! += found;
    }
    runs.end[count] = x;
    runs.level[count] = value;
    runs.node[count++] = node;
  }
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
  let i = 0, j = 0, last = 0, topA = -1, topB = -1;
  const aCount = above.count, bCount = here.count;
  while (i < aCount && j < bCount) {
    const a = above.level[i]!, b = here.level[j]!;
    const lower = a < b ? a : b;
    if (lower > last) {
      topA = above.node[i]!;
      topB = here.node[j]!;
    } else if (lower < last && topA >= 0) {
      nodes.link(topA, topB);
      topA = -1;
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
          nodes.link(above.node[i - 1]!, here.node[j]!);
        }
        const rising = b < nextA ? b : nextA;
        if (a < rising && nextB < rising) {
          nodes.link(above.node[i]!, here.node[j - 1]!);
        }
      }
    }
  }
  if (topA >= 0) nodes.link(topA, topB);
}
