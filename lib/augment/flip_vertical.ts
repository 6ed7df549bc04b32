import type { PlaneMap } from "./plane_map.ts";

/**
 * The map of a flip upside down (`numpy.flipud`).
 *
 * @param height Rows.
 *
 * @example
 * ```ts
 * import { flipVerticalMap } from "./flip_vertical.ts";
 *
 * const [, , , , e, f] = flipVerticalMap(10);
 * if (e * 9 + f !== 0) throw new Error();
 * ```
 */
export function flipVerticalMap(height: number): PlaneMap {
  return [1, 0, 0, 0, -1, height - 1];
}
