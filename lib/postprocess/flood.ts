/** What is flooded. */
export interface Landscape {
  /** Heights of the foreground (above 0), 0 for background. */
  readonly heights: Int32Array;
  /** The labels to start from (above 0); the others are written here. */
  readonly labels: Int32Array;
  readonly width: number;
}

/** Pixels in the order in which they go on: the highest first, of equal ones the first to come. */
class FloodQueue {
  // Pixel + 1, so that 0 is none. Each height has a list of its own, taken from its front.
  readonly #front: Int32Array;
  readonly #back: Int32Array;
  readonly #next: Int32Array;

  constructor(pixels: number, highest: number) {
    this.#front = new Int32Array(highest + 1);
    this.#back = new Int32Array(highest + 1);
    this.#next = new Int32Array(pixels + 1);
  }

  add(pixel: number, height: number): void {
    const last = this.#back[height]!;
    if (last === 0) this.#front[height] = pixel + 1;
    else this.#next[last] = pixel + 1;
    this.#back[height] = pixel + 1;
  }

  /** The next pixel of this height, -1 for none. */
  take(height: number): number {
    const first = this.#front[height]!;
    if (first === 0) return -1;
    const next = this.#next[first]!;
    this.#front[height] = next;
    if (next === 0) this.#back[height] = 0;
    return first - 1;
  }
}

/**
 * Watershed of foreground from its markers, in place: the highest pixel first, of equal ones the one that was reached
 * first; each gives its label to its neighbours above, left, right and below, and a neighbour that is higher than the
 * pixel it was reached from counts as that pixel's height. Marker pixels start in raster order. What no marker
 * reaches stays 0.
 *
 * One list a height does as a priority queue without comparisons, because what is reached is never higher than what
 * it is reached from.
 */
export function flood({ heights, labels, width }: Landscape): void {
  const { length } = labels;
  let highest = 0;
  for (let i = 0; i < length; i++) {
    if (labels[i] !== 0 && heights[i]! > highest) highest = heights[i]!;
  }
  const queue = new FloodQueue(length, highest);
  for (let i = 0; i < length; i++) {
    if (labels[i] !== 0) queue.add(i, heights[i]!);
  }
  for (let level = highest; level > 0; level--) {
    for (let p = queue.take(level); p >= 0; p = queue.take(level)) {
      const label = labels[p]!;
      const x = p % width;
      for (let side = 0; side < 4; side++) {
        let q = p;
        if (side === 0) q -= width;
        else if (side === 1) q -= x > 0 ? 1 : 0;
        else if (side === 2) q += x + 1 < width ? 1 : 0;
        else q += width;
        if (q < 0 || q >= length || labels[q] !== 0) continue;
        const height = heights[q]!;
        if (height === 0) continue;
        labels[q] = label;
        queue.add(q, height < level ? height : level);
      }
    }
  }
}
