import type { ComponentTree } from "./component_tree.ts";

function grown<T extends Int32Array | Uint16Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}

/**
 * Nodes while the tree grows. Nodes of one object at one level are several as long as the rows come in: those whose
 * parent has their own level stand for it.
 */
export class TreeNodes {
  count = 0;
  level: Uint16Array<ArrayBuffer>;
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

  /** The node that stands for the object at the node's level; halves the path on the way. */
  rootOf(node: number): number {
    const { level, parent } = this;
    const value = level[node]!;
    let next = parent[node]!;
    while (next >= 0 && level[next] === value) {
      const beyond = parent[next]!;
      if (beyond >= 0 && level[beyond] === value) parent[node] = beyond;
      node = next;
      next = beyond;
    }
    return node;
  }

  /** Joins two nodes whose pixels touch, and their parents on the way down. */
  join(a: number, b: number): void {
    const { level, parent } = this;
    let high = this.rootOf(a), low = this.rootOf(b);
    if (level[high]! < level[low]!) [high, low] = [low, high];
    while (high !== low) {
      let next = parent[high]!;
      if (next >= 0) next = this.rootOf(next);
      if (next >= 0 && level[next]! >= level[low]!) {
        high = next;
        continue;
      }
      parent[high] = low;
      if (next < 0) return;
      high = low;
      low = next;
    }
  }

  /** Puts the nodes in order, with all that belongs to each. */
  finish(): ComponentTree {
    const order = this.#fallingLevels();
    const count = order.length;
    const place = new Int32Array(this.count);
    order.forEach((node, i) => place[node] = i);
    const tree = {
      count,
      level: new Uint16Array(count),
      below: new Uint16Array(count),
      parent: new Int32Array(count),
      area: new Int32Array(count),
      hits: new Int32Array(count),
      peak: new Uint16Array(count),
    };
    for (let i = 0; i < count; i++) {
      const node = order[i]!;
      // Children came before, and added themselves already.
      tree.area[i]! += this.area[node]!;
      tree.hits[i]! += this.hits[node]!;
      const level = tree.level[i] = this.level[node]!;
      if (level > tree.peak[i]!) tree.peak[i] = level;
      const parent = this.parent[node]!;
      if (parent < 0) {
        tree.parent[i] = -1;
        continue;
      }
      const root = this.rootOf(parent);
      const p = tree.parent[i] = place[root]!;
      tree.below[i] = this.level[root]!;
      tree.area[p]! += tree.area[i]!;
      tree.hits[p]! += tree.hits[i]!;
      if (tree.peak[i]! > tree.peak[p]!) tree.peak[p] = tree.peak[i]!;
    }
    return tree;
  }

  /** One node an object, sorted by falling level; the others' pixels are added to it. */
  #fallingLevels(): Int32Array {
    const { level, area, hits } = this;
    const roots = new Int32Array(this.count);
    let count = 0, highest = 0;
    for (let node = 0; node < this.count; node++) {
      const root = this.rootOf(node);
      if (root === node) {
        roots[count++] = node;
        if (level[node]! > highest) highest = level[node]!;
      } else {
        area[root]! += area[node]!;
        hits[root]! += hits[node]!;
      }
    }
    const from = new Int32Array(highest + 2);
    for (let i = 0; i < count; i++) from[highest - level[roots[i]!]! + 1]!++;
    for (let l = 1; l < from.length; l++) from[l]! += from[l - 1]!;
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const node = roots[i]!;
      order[from[highest - level[node]!]!++] = node;
    }
    return order;
  }
}
