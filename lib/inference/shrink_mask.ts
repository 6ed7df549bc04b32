import type { Mask } from "../core/mod.ts";

/** The old pixels under one new pixel of an axis: the first one, and the share of the new pixel that each covers. */
interface Coverage {
  readonly first: number;
  readonly shares: readonly number[];
}

function axisCoverage(length: number, newLength: number): Coverage[] {
  const factor = length / newLength;
  return Array.from({ length: newLength }, (_, i) => {
    const [start, end] = [i * factor, (i + 1) * factor];
    const first = Math.floor(start + 1e-9);
    const shares: number[] = [];
    for (let j = first; j < Math.min(length, end - 1e-9); j++) {
      shares.push((Math.min(end, j + 1) - Math.max(start, j)) / factor);
    }
    return { first, shares };
  });
}

/**
 * Shrinks a mask: a new pixel is foreground where at least half of its area is. Objects keep their area on average,
 * and lines thinner than half a new pixel vanish.
 *
 * @param mask Left as it is.
 * @param width Pixels a row of the result, at most the mask's.
 * @param height Rows of the result, at most the mask's.
 *
 * @example
 * ```ts
 * import { shrinkMask } from "./shrink_mask.ts";
 *
 * const mask = { data: new Uint8Array([1, 1, 0, 0, 0, 1]), width: 6, height: 1 };
 * if (shrinkMask(mask, 2, 1).data.join() !== "1,0") throw new Error();
 * ```
 */
export function shrinkMask(mask: Mask, width: number, height: number): Mask {
  const columns = axisCoverage(mask.width, width);
  const rows = axisCoverage(mask.height, height);
  const narrow = new Float64Array(width * mask.height);
  for (let y = 0, to = 0; y < mask.height; y++) {
    for (const { first, shares } of columns) {
      const start = y * mask.width + first;
      let sum = 0;
      for (let k = 0; k < shares.length; k++) {
        sum += shares[k]! * mask.data[start + k]!;
      }
      narrow[to++] = sum;
    }
  }
  const data = new Uint8Array(width * height);
  rows.forEach(({ first, shares }, y) => {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < shares.length; k++) {
        sum += shares[k]! * narrow[(first + k) * width + x]!;
      }
      // Rounding must not decide a tie.
      data[y * width + x] = sum >= 0.5 - 1e-9 ? 1 : 0;
    }
  });
  return { data, width, height };
}
