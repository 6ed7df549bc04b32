import { type Point, polygonBox, signedDistance } from "./geometry.ts";

/** Reference pixels between two samples; a distance is smooth, so few do. */
const step = 8;
/** Beyond this distance nobody asks. */
const reach = 240;

/** Distance to the nearest of some outlines, anywhere in a frame: negative inside, at most 240. */
export class DistanceField {
  readonly #columns: number;
  readonly #rows: number;
  readonly #samples: Float32Array;

  constructor(
    outlines: readonly (readonly Point[])[],
    width: number,
    height: number,
  ) {
    this.#columns = Math.ceil(width / step) + 2;
    this.#rows = Math.ceil(height / step) + 2;
    this.#samples = new Float32Array(this.#columns * this.#rows).fill(reach);
    for (const outline of outlines) this.#add(outline);
  }

  #add(outline: readonly Point[]): void {
    const { left, top, right, bottom } = polygonBox(outline);
    const clamp = (value: number, last: number) => {
      return Math.min(last, Math.max(0, Math.round(value / step)));
    };
    const lastColumn = clamp(right + reach, this.#columns - 1);
    const lastRow = clamp(bottom + reach, this.#rows - 1);
    for (let row = clamp(top - reach, lastRow); row <= lastRow; row++) {
      for (
        let column = clamp(left - reach, lastColumn);
        column <= lastColumn;
        column++
      ) {
        const at = row * this.#columns + column;
        const distance = signedDistance(outline, column * step, row * step);
        if (distance < this.#samples[at]!) this.#samples[at] = distance;
      }
    }
  }

  /** The distance at a position, reference pixels; outside the frame that of the nearest place inside. */
  at(x: number, y: number): number {
    const column = Math.min(this.#columns - 1.001, Math.max(0, x / step));
    const row = Math.min(this.#rows - 1.001, Math.max(0, y / step));
    const left = Math.floor(column);
    const top = Math.floor(row);
    const u = column - left;
    const v = row - top;
    const at = top * this.#columns + left;
    const s = this.#samples;
    const upper = s[at]! * (1 - u) + s[at + 1]! * u;
    const lower = s[at + this.#columns]! * (1 - u) +
      s[at + this.#columns + 1]! * u;
    return upper * (1 - v) + lower * v;
  }
}
