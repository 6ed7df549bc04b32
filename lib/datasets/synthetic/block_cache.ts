/** What is near each square block of the plane, found once and remembered; neighbouring points ask for the same block. */
export class BlockCache<T> {
  readonly #side: number;
  readonly #collect: (x: number, y: number) => T;
  readonly #blocks = new Map<number, T>();
  #lastKey = NaN;
  #last: T | undefined;

  /**
   * @param side Side of a block, in the units of the points.
   * @param collect Finds what is near a block, from its centre.
   */
  constructor(side: number, collect: (x: number, y: number) => T) {
    this.#side = side;
    this.#collect = collect;
  }

  /** What is near the block that holds a point. */
  at(x: number, y: number): T {
    const column = Math.floor(x / this.#side);
    const row = Math.floor(y / this.#side);
    const key = column * 4096 + row;
    if (key !== this.#lastKey || this.#last === undefined) {
      this.#lastKey = key;
      this.#last = this.#blocks.get(key) ??
        this.#collect((column + 0.5) * this.#side, (row + 0.5) * this.#side);
      this.#blocks.set(key, this.#last);
    }
    return this.#last;
  }
}
