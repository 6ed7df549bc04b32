import { InputError, type Mask } from "../core/mod.ts";

/** A point, [x, y], x to the right and y down; (0, 0) is the first pixel. */
export type Point = readonly [x: number, y: number];

/** One side of the polygon between whole pixels. */
interface Edge {
  readonly x: number;
  readonly y: number;
  /** Columns a row, single precision. */
  readonly slope: number;
  readonly top: number;
  readonly bottom: number;
}

const single = Math.fround;

/** First pixel of a span: halves away from zero; positive values are summed in single precision. */
const spanStart = (value: number) =>
  value >= 0
    ? Math.floor(single(value + 0.5))
    : -Math.floor(Math.abs(value) + 0.5);

/** Last pixel of a span: halves towards zero. */
const spanEnd = (value: number) =>
  value >= 0
    ? Math.ceil(single(value - 0.5))
    : -Math.ceil(Math.abs(value) - 0.5);

/** Where the edge's line crosses a row, single precision. */
const crossing = (edge: Edge, row: number) =>
  single(single((row - edge.y) * edge.slope) + edge.x);

function fillSpan(mask: Mask, row: number, from: number, to: number): void {
  if (row < 0 || row >= mask.height) return;
  const start = Math.max(from, 0);
  const end = Math.min(to, mask.width - 1);
  if (start > end) return;
  mask.data.fill(1, row * mask.width + start, row * mask.width + end + 1);
}

/** The earlier edge that starts or ends in the same pixel and leans the same way, where there is one. */
function findCorner(
  at: number,
  row: number,
  edges: readonly Edge[],
  current: number,
): number {
  const edge = edges[current]!;
  for (let i = 0; i < current; i++) {
    const other = edges[i]!;
    if (Math.sign(other.slope) !== Math.sign(edge.slope)) continue;
    const meets = (row === edge.top && row === other.top) ||
      (row === edge.bottom && row === other.bottom);
    if (meets && at === crossing(other, row)) return i;
  }
  return -1;
}

/** Where a corner's span begins or ends, so that it reaches the span of the row next to it. */
function stretchCorner(
  row: number,
  last: number,
  edge: Edge,
  other: Edge,
): number {
  const next = row === last ? row - 1 : row + 1;
  const a = crossing(edge, next);
  const b = crossing(other, next);
  if (row === edge.bottom) {
    return edge.slope > 0 ? Math.max(a, b) + 1 : Math.min(a, b) - 1;
  }
  return edge.slope > 0 ? Math.min(a, b) : Math.max(a, b) + 1;
}

/** Whole-pixel edges; horizontal ones are drawn at once. Returns the slanted and upright ones in order. */
function edgesOf(
  points: readonly Point[],
  extent: { top: number; bottom: number },
  drawFlat: (row: number, from: number, to: number) => void,
): Edge[] {
  const corners = points.map(([x, y]) =>
    [Math.trunc(x), Math.trunc(y)] as const
  );
  const edges: Edge[] = [];
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length]!;
    // The side that closes the polygon exists only where the last point is not the first.
    if (i === corners.length - 1 && x0 === x1 && y0 === y1) return;
    const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0];
    extent.top = Math.min(extent.top, top);
    extent.bottom = Math.max(extent.bottom, bottom);
    if (top === bottom) drawFlat(top, Math.min(x0, x1), Math.max(x0, x1));
    else {
      const slope = single(single(x1 - x0) / (y1 - y0));
      edges.push({ x: x0, y: y0, slope, top, bottom });
    }
  });
  return edges;
}

/**
 * Draws a filled polygon with its outline into a mask by the rule of Pillow's
 * `ImageDraw.polygon(points, fill=1, outline=1)`, which labelme and the organisers of AI CUP STAS use.
 *
 * Pillow has changed the rule for corners several times; this is that of 9.5 to 11.0, which gives MoNuSeg's published
 * masks to the pixel. Of their 14 million pixels 8,258 differ under 9.1, 4 under 9.2 to 9.4, 1,867 under 11.1 and 9
 * under 11.2 to 13.0. Which version drew the masks of AI CUP 2022 is not known.
 *
 * Coordinates are cut towards zero to whole pixels first (as Pillow does with fractions). Rows are filled between
 * pairs of crossings, both ends included; a self-intersecting polygon has holes where it winds twice. What lies
 * outside the mask is cut off.
 *
 * @param points At least two points; the polygon closes itself.
 * @param width Pixels a row of the mask; must be that of `into`.
 * @param height Rows of the mask; must be that of `into`.
 * @param into A mask to draw over. A new, empty one by default.
 * @returns The mask, `into` itself where it was given.
 * @throws {InputError} Where there are fewer than two points or a coordinate is not a finite number.
 * @see {@link https://github.com/python-pillow/Pillow/blob/10.4.0/src/libImaging/Draw.c | the rule's source}
 *
 * @example
 * ```ts
 * import { rasterizePolygon } from "./rasterize_polygon.ts";
 *
 * const mask = rasterizePolygon([[3, 3], [9, 3], [9, 9], [3, 9]], 20, 20);
 * if (mask.data.reduce((a, b) => a + b) !== 49) throw new Error();
 * ```
 */
export function rasterizePolygon(
  points: readonly Point[],
  width: number,
  height: number,
  into?: Mask,
): Mask {
  if (points.length < 2 || !points.flat().every(Number.isFinite)) {
    throw new InputError(
      `Cannot rasterise the polygon: it must have at least 2 points with finite coordinates, current value is ${
        JSON.stringify(points.slice(0, 4))
      }`,
    );
  }
  const mask = into ??
    { data: new Uint8Array(width * height), width, height };
  if (mask.width !== width || mask.height !== height) {
    throw new RangeError(
      `Cannot rasterise the polygon: the mask must be ${width} x ${height}, current value is ${mask.width} x ${mask.height}`,
    );
  }
  const extent = { top: height - 1, bottom: 0 };
  const edges = edgesOf(
    points,
    extent,
    (row, from, to) => fillSpan(mask, row, from, to),
  );
  const last = Math.min(extent.bottom, height);
  // Kept from row to row, and changed at the EDGE's number where corners meet: so does the original, and masks made
  // with it show it.
  const crossings = new Float32Array(edges.length * 2);
  for (let row = Math.max(extent.top, 0); row <= last; row++) {
    let count = 0;
    edges.forEach((edge, i) => {
      if (row < edge.top || row > edge.bottom) return;
      const at = crossing(edge, row);
      crossings[count++] = at;
      if (row === edge.bottom && row < last) {
        // An edge that ends here counts twice: the next one of a chain then leaves the pairs as they were.
        crossings[count++] = at;
      } else if (edge.slope !== 0 && Number.isInteger(at)) {
        const corner = findCorner(at, row, edges, i);
        if (corner >= 0) {
          crossings[corner] = stretchCorner(row, last, edge, edges[corner]!);
        }
      }
    });
    const sorted = crossings.subarray(0, count).sort();
    for (let i = 1; i < count; i += 2) {
      fillSpan(mask, row, spanStart(sorted[i - 1]!), spanEnd(sorted[i]!));
    }
  }
  return mask;
}
