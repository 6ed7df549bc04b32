import { checkPixels, type Mask } from "../core/mod.ts";
import type { Point } from "./rasterize_polygon.ts";

/** A closed line along an object's border pixels. */
export interface Contour {
  /** Corners, pixel centres, anticlockwise on the screen for outer borders; the last joins the first. */
  readonly points: readonly Point[];
  /** True for the border of a hole: the line runs on the object's pixels around the hole, clockwise. */
  readonly hole: boolean;
}

/** The eight neighbours, clockwise on the screen from the east. */
const steps = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;

/** The mask with a rim of background, so that no neighbour is outside. */
function withRim({ data, width, height }: Mask) {
  const stride = width + 2;
  const labels = new Int8Array(stride * (height + 2));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      labels[(y + 1) * stride + x + 1] = data[y * width + x] ? 1 : 0;
    }
  }
  return { labels, stride, around: steps.map(([x, y]) => y * stride + x) };
}

/**
 * Follows one border. A pixel becomes -1 where the line has background to its east, else 2, so that no border is
 * followed twice.
 */
function follow(
  labels: Int8Array,
  around: readonly number[],
  start: number,
  background: number,
): number[] {
  // Clockwise from the background neighbour to the first pixel of the object.
  let direction = -1;
  for (let i = 1; i <= 8; i++) {
    if (labels[start + around[(background + i) % 8]!] !== 0) {
      direction = (background + i) % 8;
      break;
    }
  }
  if (direction < 0) {
    labels[start] = -1;
    return [start];
  }
  const before = start + around[direction]!;
  const line: number[] = [];
  let at = start;
  let back = direction;
  for (;;) {
    // Anticlockwise from where we came: the next pixel of the object.
    let eastIsBackground = false;
    let next = -1;
    for (let i = 1; i <= 8; i++) {
      const turn = (back - i + 16) % 8;
      if (labels[at + around[turn]!] !== 0) {
        next = turn;
        break;
      }
      if (turn === 0) eastIsBackground = true;
    }
    line.push(at);
    if (eastIsBackground) labels[at] = -1;
    else if (labels[at] === 1) labels[at] = 2;
    const to = at + around[next]!;
    if (to === start && at === before) return line;
    back = (next + 4) % 8;
    at = to;
  }
}

/** Drops the points in the middle of straight lines. */
function corners(points: readonly Point[]): Point[] {
  return points.filter(([x, y], i) => {
    const [px, py] = points[(i + points.length - 1) % points.length]!;
    const [nx, ny] = points[(i + 1) % points.length]!;
    return nx - x !== x - px || ny - y !== y - py;
  });
}

/**
 * Traces the borders of a mask's objects (8-connected) and of their holes (4-connected), for drawing and for writing
 * polygons. An outer border drawn by {@linkcode rasterizePolygon} gives back the object with its holes filled; where
 * an object has spurs one pixel wide, single pixels beside them can be added (Pillow's rule widens such corners).
 *
 * The method is border following (S. Suzuki and K. Abe, "Topological structural analysis of digitized binary images by
 * border following", CVGIP 30, 1985), without its hierarchy. Corners, their order and the first of them are those of
 * OpenCV's `findContours` with `RETR_CCOMP` and `CHAIN_APPROX_SIMPLE`, which gives the contours in another order;
 * scikit-image's runs between the pixels instead.
 *
 * @param mask The mask.
 * @returns Outer borders and holes in the order of their first pixel, rows first. An object of one pixel has one point.
 * @throws {InputError} Where the mask's data do not fill its size.
 *
 * @example
 * ```ts
 * import { findContours } from "./find_contours.ts";
 *
 * const data = new Uint8Array([1, 1, 1, 1, 0, 1, 1, 1, 1]);
 * const [outer, hole] = findContours({ data, width: 3, height: 3 });
 * if (outer?.points.length !== 4 || hole?.hole !== true) throw new Error();
 * ```
 */
export function findContours(mask: Mask): Contour[] {
  checkPixels("mask", mask);
  const { labels, stride, around } = withRim(mask);
  const contours: Contour[] = [];
  for (let y = 1; y <= mask.height; y++) {
    for (let x = 1; x <= mask.width; x++) {
      const at = y * stride + x;
      const label = labels[at]!;
      if (label === 0) continue;
      const isOuter = label === 1 && labels[at - 1] === 0;
      const isHole = !isOuter && label > 0 && labels[at + 1] === 0;
      if (!isOuter && !isHole) continue;
      const line = follow(labels, around, at, isOuter ? 4 : 0);
      const points = line.map((one): Point => [
        one % stride - 1,
        Math.floor(one / stride) - 1,
      ]);
      contours.push({
        points: points.length > 2 ? corners(points) : points,
        hole: isHole,
      });
    }
  }
  return contours;
}
