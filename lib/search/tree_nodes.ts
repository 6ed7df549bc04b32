import type { ComponentTree } from "./component_tree.ts";

function grown<T extends Int32Array | Uint16Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}

/**
 * The trees of all rows, and which of their nodes touch from row to row; {@linkcode finish} makes one tree of them.
 */
export class TreeNodes {
  count = 0;
  level: Uint16Array<ArrayBuffer>;
  /** The next node below in the same row, -1 for none. */
  parent: Int32Array<ArrayBuffer>;
  /** Pixels of the node itself, without its children. */
  area: Int32Array<ArrayBuffer>;
  hits: Int32Array<ArrayBuffer>;
  #links = 0;
  #linked = new Int32Array(2048);

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

  /** Notes that two nodes of neighbouring rows touch. */
  link(a: number, b: number): void {
    const at = 2 * this.#links++;
    if (at === this.#linked.length) {
      this.#linked = grown(this.#linked, new Int32Array(2 * at));
    }
    this.#linked[at] = a;
    this.#linked[at + 1] = b;
  }

  /**
   * Joins all rows' trees: nodes are added by falling level, and each takes in what it touches of those before it
   * (union-find).
   *
   * Source: Berger et al., "Effective component tree computation with application to pattern recognition in
   * astronomical imaging", 2007.
   */
  finish(): ComponentTree {
    const order = this.#fallingLevels();
    const { first, next, touched } = this.#neighbours();
    const { level, area, hits } = this;
    // Sets of touching nodes: each a tree kept flat by its rank, and the node that was added to it last.
    const above = new Int32Array(this.count);
    const rank = new Uint8Array(this.count);
    const lowest = new Int32Array(this.count);
    const parent = new Int32Array(this.count).fill(-1);
    const peak = new Uint16Array(this.count);
    for (let i = 0; i < order.length; i++) {
      const node = order[i]!;
      above[node] = node;
      lowest[node] = node;
      peak[node] = level[node]!;
      let own = node;
      for (let e = first[node]!; e >= 0; e = next[e]!) {
        const root = rootOf(above, touched[e]!);
        if (root === own) continue;
        const child = lowest[root]!;
        parent[child] = node;
        area[node]! += area[child]!;
        hits[node]! += hits[child]!;
        if (peak[child]! > peak[node]!) peak[node] = peak[child]!;
        if (rank[root]! > rank[own]!) {
          above[own] = root;
          own = root;
        } else {
          above[root] = own;
          if (rank[root] === rank[own]) rank[own]!++;
        }
        lowest[own] = node;
      }
    }
    return this.#objects(order, parent, peak);
  }

  /** Nodes sorted by falling level, those of one level by index. */
  #fallingLevels(): Int32Array {
    const { level, count } = this;
    let highest = 0;
    for (let i = 0; i < count; i++) {
      if (level[i]! > highest) highest = level[i]!;
    }
    const from = new Int32Array(highest + 2);
    for (let i = 0; i < count; i++) from[highest - level[i]! + 1]!++;
    for (let l = 1; l < from.length; l++) from[l]! += from[l - 1]!;
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) order[from[highest - level[i]!]!++] = i;
    return order;
  }

  /** For each node a list of those it touches that come before it in the order. */
  #neighbours() {
    const { level, parent, count } = this;
    const first = new Int32Array(count).fill(-1);
    const next = new Int32Array(count + this.#links);
    const touched = new Int32Array(count + this.#links);
    let edges = 0;
    const add = (later: number, earlier: number) => {
      touched[edges] = earlier;
      next[edges] = first[later]!;
      first[later] = edges++;
    };
    for (let node = 0; node < count; node++) {
      if (parent[node]! >= 0) add(parent[node]!, node);
    }
    for (let e = 0; e < 2 * this.#links; e += 2) {
      const a = this.#linked[e]!, b = this.#linked[e + 1]!;
      const aFirst = level[a]! > level[b]! || (level[a] === level[b] && a < b);
      if (aFirst) add(b, a);
      else add(a, b);
    }
    return { first, next, touched };
  }

  /** Of the nodes of an object at one level, the last one holds all; the others are left out. */
  #objects(
    order: Int32Array,
    parent: Int32Array,
    peak: Uint16Array,
  ): ComponentTree {
    const { level } = this;
    const place = new Int32Array(this.count);
    let count = 0;
    for (let i = 0; i < order.length; i++) {
      const node = order[i]!, p = parent[node]!;
      if (p < 0 || level[p] !== level[node]) place[node] = count++;
    }
    // From the lowest up: what a parent was left out for is known by then.
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i]!, p = parent[node]!;
      if (p >= 0 && level[p] === level[node]) place[node] = place[p]!;
    }
    const tree = {
      count,
      level: new Uint16Array(count),
      below: new Uint16Array(count),
      parent: new Int32Array(count).fill(-1),
      area: new Int32Array(count),
      hits: new Int32Array(count),
      peak: new Uint16Array(count),
    };
    for (let i = 0; i < order.length; i++) {
      const node = order[i]!, p = parent[node]!;
      if (p >= 0 && level[p] === level[node]) continue;
      const at = place[node]!;
      tree.level[at] = level[node]!;
      tree.area[at] = this.area[node]!;
      tree.hits[at] = this.hits[node]!;
      tree.peak[at] = peak[node]!;
      if (p < 0) continue;
      tree.parent[at] = place[p]!;
      tree.below[at] = level[p]!;
    }
    return tree;
  }
}

/** The node that stands for the set; halves the path on the way. */
function rootOf(above: Int32Array, node: number): number {
  let next = above[node]!;
  while (next !== node) {
    const beyond = above[next]!;
    above[node] = beyond;
    node = next;
    next = beyond;
  }
  return node;
}
