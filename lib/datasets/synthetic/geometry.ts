/** A position, reference pixels: x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** Smallest and largest coordinates. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Area inside a polygon that does not cross itself (shoelace formula). */
export function polygonArea(polygon: readonly Point[]): number {
  let twice = 0;
  let [x0, y0] = polygon.at(-1)!;
  for (const [x, y] of polygon) {
    twice += x0 * y - x * y0;
    [x0, y0] = [x, y];
  }
  return Math.abs(twice) / 2;
}

/** The box around a polygon. */
export function polygonBox(polygon: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of polygon) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

/** Distance of a point from a polygon's outline: negative inside, positive outside. */
export function signedDistance(
  polygon: readonly Point[],
  x: number,
  y: number,
): number {
  let nearest = Infinity;
  let inside = false;
  let x0 = polygon.at(-1)![0];
  let y0 = polygon.at(-1)![1];
  for (let i = 0; i < polygon.length; i++) {
    const x1 = polygon[i]![0];
    const y1 = polygon[i]![1];
    const dx = x1 - x0;
    const dy = y1 - y0;
    const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy + 1e-9);
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const ex = x - x0 - t * dx;
    const ey = y - y0 - t * dy;
    const squared = ex * ex + ey * ey;
    if (squared < nearest) nearest = squared;
    if ((y0 > y) !== (y1 > y) && x < x0 + (y - y0) / dy * dx) inside = !inside;
    x0 = x1;
    y0 = y1;
  }
  const distance = Math.sqrt(nearest);
  return inside ? -distance : distance;
}

/** The part of a polygon inside a box (Sutherland and Hodgman); fewer than three points where nothing is left. */
export function clipToBox(
  polygon: readonly Point[],
  { left, top, right, bottom }: Box,
): Point[] {
  const sides: readonly [axis: 0 | 1, sign: 1 | -1, bound: number][] = [
    [0, 1, left],
    [0, -1, right],
    [1, 1, top],
    [1, -1, bottom],
  ];
  let points = [...polygon];
  for (const [axis, sign, bound] of sides) {
    const kept: Point[] = [];
    let from = points.at(-1);
    for (const to of points) {
      const a = sign * (from![axis] - bound);
      const b = sign * (to[axis] - bound);
      if ((a < 0) !== (b < 0)) {
        const t = a / (a - b);
        const other = from![1 - axis]! + t * (to[1 - axis]! - from![1 - axis]!);
        kept.push(axis === 0 ? [bound, other] : [other, bound]);
      }
      if (b >= 0) kept.push(to);
      from = to;
    }
    points = kept;
  }
  return points;
}
