import type { Point } from "./rasterize_polygon.ts";

/**
 * The area that a closed line encloses (shoelace formula, no sign): OpenCV's `contourArea`. A contour runs through the
 * middles of an object's border pixels, so its area is less than the object's pixels, and 0 for a line one pixel wide.
 *
 * @param points Corners; the last joins the first.
 * @returns Pixels squared; 0 for fewer than three corners.
 *
 * @example
 * ```ts
 * import { contourArea } from "./contour_area.ts";
 *
 * // Nine pixels.
 * if (contourArea([[0, 0], [2, 0], [2, 2], [0, 2]]) !== 4) throw new Error();
 * ```
 */
export function contourArea(points: readonly Point[]): number {
  let twice = 0;
  let [px, py] = points.at(-1) ?? [0, 0];
  for (const [x, y] of points) {
    twice += px * y - py * x;
    [px, py] = [x, y];
  }
  return Math.abs(twice) / 2;
}
