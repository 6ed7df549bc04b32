import type { Mask } from "../core/mod.ts";
import { type BitMask, packMask } from "./bits.ts";
import { bitRuns, type Runs } from "./runs.ts";

/** Of a pixel in a picture without background: farther than any there can be. */
export const noBackground = 2 ** 31 - 1;

/**
 * Rows to the nearest background in each column, 0 for background, at least `width + height` where there is none.
 * Two passes along the rows, so that memory is read in order.
 */
function verticalDistances(runs: Runs): Int32Array<ArrayBuffer> {
  const { width, height, row, start, end } = runs;
  const far = width + height;
  const rows = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const last = y * width + end[r]!;
      for (let i = y * width + start[r]!; i < last; i++) {
        rows[i] = (y > 0 ? rows[i - width]! : far) + 1;
      }
    }
  }
  for (let y = height - 2; y >= 0; y--) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const last = y * width + end[r]!;
      for (let i = y * width + start[r]!; i < last; i++) {
        const below = rows[i + width]! + 1;
        if (below < rows[i]!) rows[i] = below;
      }
    }
  }
  return rows;
}

/**
 * The lower envelope of the parabolas that stand on one run. Only its own columns and the background at its two ends
 * matter: whatever lies beyond is farther than the end itself.
 */
class RunEnvelope {
  #feet: Int32Array;
  #heights: Int32Array;
  #from: Float64Array;
  #last = -1;

  constructor(columns: number) {
    this.#feet = new Int32Array(columns);
    this.#heights = new Int32Array(columns);
    this.#from = new Float64Array(columns);
  }

  clear(): void {
    this.#last = -1;
  }

  add(q: number, height: number): void {
    let last = this.#last;
    let crossing = -Infinity;
    while (last >= 0) {
      const v = this.#feet[last]!;
      crossing = (height - this.#heights[last]! + (q - v) * (q + v)) /
        (2 * (q - v));
      if (crossing > this.#from[last]!) break;
      last--;
      crossing = -Infinity;
    }
    last++;
    this.#feet[last] = q;
    this.#heights[last] = height;
    this.#from[last] = crossing;
    this.#last = last;
  }

  /** Writes the squared distances of columns `start` to `end - 1`. */
  write(field: Int32Array, row: number, start: number, end: number): void {
    const last = this.#last;
    if (last < 0) {
      field.fill(noBackground, row + start, row + end);
      return;
    }
    for (let q = start, k = 0; q < end; q++) {
      while (k < last && this.#from[k + 1]! < q) k++;
      const apart = q - this.#feet[k]!;
      field[row + q] = apart * apart + this.#heights[k]!;
    }
  }
}

/** {@linkcode squaredDistances} on a packed picture. */
export function squaredDistancesOfBits(
  bits: BitMask,
): Int32Array<ArrayBuffer> {
  const runs = bitRuns(bits);
  const { width, height, row, start, end } = runs;
  const field = verticalDistances(runs);
  const envelope = new RunEnvelope(width + 2);
  const far = width + height;
  for (let y = 0; y < height; y++) {
    const first = y * width;
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const s = start[r]!, e = end[r]!;
      envelope.clear();
      if (s > 0) envelope.add(s - 1, 0);
      for (let q = s; q < e; q++) {
        const rows = field[first + q]!;
        if (rows < far) envelope.add(q, rows * rows);
      }
      if (e < width) envelope.add(e, 0);
      envelope.write(field, first, s, e);
    }
  }
  return field;
}

/**
 * Squared Euclidean distance, in pixels, from each pixel's centre to that of the nearest background pixel: whole
 * numbers, exact. Outside the picture is no background. The square of scipy's `distance_transform_edt`; in a picture
 * without background every value is 2^31 - 1 (scipy measures to a place outside it).
 *
 * For masks only: `metrics` has distances of volumes and of pixels that are not square, in double precision.
 *
 * Source: Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", 2012.
 *
 * @param mask Any value but 0 is foreground; sides up to 32,767 pixels.
 *
 * @example
 * ```ts
 * import { squaredDistances } from "./squared_distances.ts";
 *
 * const mask = { data: Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 1), width: 4, height: 2 };
 * if (squaredDistances(mask).join() !== "0,1,4,9,1,2,5,10") throw new Error();
 * ```
 */
export function squaredDistances(mask: Mask): Int32Array<ArrayBuffer> {
  return squaredDistancesOfBits(packMask(mask));
}
