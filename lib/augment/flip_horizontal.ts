import type { PlaneMap } from "./plane_map.ts";

/**
 * The map of a flip left to right (`numpy.fliplr`).
 *
 * @param width Pixels a row.
 *
 * @example
 * ```ts
 * import { flipHorizontalMap } from "./flip_horizontal.ts";
 *
 * const [a, , c] = flipHorizontalMap(10);
 * if (a * 9 + c !== 0) throw new Error();
 * ```
 */
export function flipHorizontalMap(width: number): PlaneMap {
  return [-1, 0, width - 1, 0, 1, 0];
}
