/**
 * The objects of a map at all its levels: a node is an object, unchanged over a stretch of levels, and its parent is
 * the larger object that it becomes part of at the level below (max-tree).
 *
 * An object of the pixels at or above level k is a node with `below < k <= level`. Nodes are sorted by falling
 * level, so a parent comes after its children.
 */
export interface ComponentTree {
  /** Nodes. */
  readonly count: number;
  /** Highest level at which the object has all its pixels. */
  readonly level: Uint16Array;
  /** Level of the parent, 0 for none: the object is part of a larger one there. */
  readonly below: Uint16Array;
  /** Index of the parent, -1 for none. */
  readonly parent: Int32Array;
  /** Pixels. */
  readonly area: Int32Array;
  /** Those of them that are foreground in the truth. */
  readonly hits: Int32Array;
  /** Highest level of a pixel of the object. */
  readonly peak: Uint16Array;
}

function grown<T extends Int32Array | Uint16Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}

/**
 * The trees of all rows, joined to one as they are linked; {@linkcode finish} reads it.
 *
 * Node 0 lies below all, at level 0, and is no object. A node that turned out to be part of an object that another one
 * stands for has that one as `~parent`.
 */
export class TreeNodes {
  count = 1;
  level: Uint16Array<ArrayBuffer>;
  /** The next node below, or, as a negative number, the one that stands for the same object. */
  parent: Int32Array<ArrayBuffer>;
  /** Pixels of the node itself, without its children. */
  area: Int32Array<ArrayBuffer>;
  hits: Int32Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.level = new Uint16Array(capacity);
    this.parent = new Int32Array(capacity);
    this.area = new Int32Array(capacity);
    this.hits = new Int32Array(capacity);
  }

  /** Makes room for more. The arrays may be new ones afterwards. */
  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.level.length) return;
    const capacity = Math.max(needed, 2 * this.level.length);
    this.level = grown(this.level, new Uint16Array(capacity));
    this.parent = grown(this.parent, new Int32Array(capacity));
    this.area = grown(this.area, new Int32Array(capacity));
    this.hits = grown(this.hits, new Int32Array(capacity));
  }

  /** What the rows' trees have become. */
  finish(): ComponentTree {
    const { level, area, hits, parent, count } = this;
    const order = this.#standing();
    const place = new Int32Array(count);
    for (let i = 0; i < order.length; i++) place[order[i]!] = i;
    const tree = {
      count: order.length,
      level: new Uint16Array(order.length),
      below: new Uint16Array(order.length),
      parent: new Int32Array(order.length).fill(-1),
      area: new Int32Array(order.length),
      hits: new Int32Array(order.length),
      peak: new Uint16Array(order.length),
    };
    for (let node = 1; node < count; node++) {
      const at = place[standsFor(parent, node)]!;
      tree.area[at]! += area[node]!;
      tree.hits[at]! += hits[node]!;
    }
    for (let at = 0; at < order.length; at++) {
      const node = order[at]!, own = level[node]!;
      tree.level[at] = own;
      if (tree.peak[at]! < own) tree.peak[at] = own;
      const below = standsFor(parent, parent[node]!);
      if (below === 0) continue;
      // Children come first, so this one is complete.
      const under = place[below]!;
      tree.parent[at] = under;
      tree.below[at] = level[below]!;
      tree.area[under]! += tree.area[at]!;
      tree.hits[under]! += tree.hits[at]!;
      if (tree.peak[under]! < tree.peak[at]!) tree.peak[under] = tree.peak[at]!;
    }
    return tree;
  }

  /** The nodes that stand for an object, sorted by falling level, those of one level by index. */
  #standing(): Int32Array {
    const { level, parent, count } = this;
    let highest = 0;
    for (let i = 1; i < count; i++) {
      if (level[i]! > highest) highest = level[i]!;
    }
    const from = new Int32Array(highest + 2);
    for (let i = 1; i < count; i++) {
      if (parent[i]! >= 0) from[highest - level[i]! + 1]!++;
    }
    for (let l = 1; l < from.length; l++) from[l]! += from[l - 1]!;
    const order = new Int32Array(from[highest + 1]!);
    for (let i = 1; i < count; i++) {
      if (parent[i]! >= 0) order[from[highest - level[i]!]!++] = i;
    }
    return order;
  }
}

/** The node that stands for the object of a node; halves the path on the way. */
function standsFor(parent: Int32Array, node: number): number {
  let next = parent[node]!;
  while (next < 0) {
    const beyond = parent[~next]!;
    if (beyond >= 0) return ~next;
    parent[node] = beyond;
    node = ~beyond;
    next = parent[node]!;
  }
  return node;
}

/**
 * Joins the trees of two nodes that touch: the paths from both downwards become one, sorted by level. Where they meet
 * they are one already.
 *
 * Source: Wilkinson et al., "Concurrent computation of attribute filters on shared memory parallel machines", 2008.
 */
export function joinNodes(
  level: Uint16Array,
  parent: Int32Array,
  first: number,
  second: number,
): void {
  let upper = standsFor(parent, first);
  let lower = standsFor(parent, second);
  // Of one level the later node is taken for the upper one: the earlier then stands for all, and paths stay short.
  const difference = level[upper]! - level[lower]! || upper - lower;
  if (difference < 0) [upper, lower] = [lower, upper];
  while (upper !== lower && lower !== 0) {
    const next = standsFor(parent, parent[upper]!);
    const own = level[upper]!, other = level[lower]!, below = level[next]!;
    if (below > other || (below === other && next > lower)) {
      parent[upper] = next;
      upper = next;
    } else {
      parent[upper] = own === other ? ~lower : lower;
      upper = lower;
      lower = next;
    }
  }
}
