/**
 * Mirrors a pixel index about the first and the last pixel, which are not repeated: `... 2 1 | 0 1 2 ... n-1 | n-2 ...`
 * (NumPy's `reflect`, OpenCV's `BORDER_REFLECT_101`, SciPy's `mirror`).
 *
 * @param index Any integer.
 * @param length Number of pixels, at least 1.
 * @returns An index in [0, length).
 *
 * @example
 * ```ts
 * import { reflectIndex } from "./reflect_index.ts";
 *
 * const row = [-3, -2, -1, 0, 1, 2, 3, 4].map((i) => reflectIndex(i, 3));
 * if (row.join() !== "1,2,1,0,1,2,1,0") throw new Error();
 * ```
 */
export function reflectIndex(index: number, length: number): number {
  if (index >= 0 && index < length) return index;
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const phase = ((index % period) + period) % period;
  return phase < length ? phase : period - phase;
}
