import type { RandomSource } from "../../core/mod.ts";
import { type Point, polygonBox, signedDistance } from "./geometry.ts";
import { noiseTiles } from "./noise.ts";

/** Where the cells of a cluster are. */
export interface ClusterCells {
  readonly cells: readonly Point[];
  /** Places in the clefts between the nests of a large cluster. */
  readonly clefts: readonly Point[];
}

/** Clusters whose box is smaller than this have no clefts, reference pixels. */
const cleftSide = 110;

/**
 * Places cells so that they fill an outline: a row along it first, so that the cluster ends where it should, then the
 * inside, loosely ordered, then the gaps.
 *
 * @param outline Reference pixels.
 * @param cell Radius of a cell.
 * @param margin How far inside the outline the cells end.
 */
export function placeCells(
  outline: readonly Point[],
  cell: number,
  margin: number,
  random: RandomSource,
): ClusterCells {
  const spacing = cell * 1.28;
  const deep = cell + margin;
  const placed = new Crowd(spacing);
  const clefts: Point[] = [];
  for (const [x, y] of rim(outline, deep, random)) {
    if (signedDistance(outline, x, y) < 1 - deep) {
      placed.add(x, y, spacing * 0.8);
    }
  }
  const { broad } = noiseTiles();
  const { left, top, right, bottom } = polygonBox(outline);
  const large = Math.min(right - left, bottom - top) > cleftSide;
  const width = random.uniform(0.03, 0.1);
  const fill = (step: number, apart: number) => {
    for (let row = 0, y = top; y < bottom; row++, y += step * 0.87) {
      for (let x = left + (row & 1) * step / 2; x < right; x += step) {
        const cx = x + 0.22 * step * random.normal();
        const cy = y + 0.22 * step * random.normal();
        const depth = -signedDistance(outline, cx, cy);
        if (depth < deep - 0.5) continue;
        const seam = broad.smooth(cx * 0.35 + left, cy * 0.35 + top);
        if (large && depth > 20 && Math.abs(seam) < width) {
          clefts.push([cx, cy]);
        } else placed.add(cx, cy, apart);
      }
    }
  };
  fill(spacing, spacing * 0.72);
  fill(spacing * 0.5, spacing * 0.86);
  if (placed.all.length === 0) {
    placed.add((left + right) / 2, (top + bottom) / 2, 0);
  }
  return { cells: placed.all, clefts };
}

/** Points that keep a distance from each other. */
class Crowd {
  readonly all: Point[] = [];
  readonly #side: number;
  readonly #grid = new Map<number, Point[]>();

  /** @param side No distance asked for is larger. */
  constructor(side: number) {
    this.#side = side;
  }

  /** Adds a point unless another is closer than `apart`. */
  add(x: number, y: number, apart: number): void {
    const column = Math.floor(x / this.#side);
    const row = Math.floor(y / this.#side);
    for (let j = row - 1; j <= row + 1; j++) {
      for (let i = column - 1; i <= column + 1; i++) {
        for (const other of this.#grid.get(i * 65536 + j) ?? []) {
          const squared = (other[0] - x) ** 2 + (other[1] - y) ** 2;
          if (squared < apart ** 2) return;
        }
      }
    }
    const key = column * 65536 + row;
    const bucket = this.#grid.get(key);
    if (bucket) bucket.push([x, y]);
    else this.#grid.set(key, [[x, y]]);
    this.all.push([x, y]);
  }
}

/** Points along the inside of an outline, close together, a little unevenly deep. */
function* rim(
  outline: readonly Point[],
  depth: number,
  random: RandomSource,
): Generator<Point> {
  const ring = turnsRight(outline) ? outline : outline.toReversed();
  for (let i = 0; i < ring.length; i++) {
    const [x0, y0] = ring[i]!;
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    const length = Math.hypot(x1 - x0, y1 - y0);
    const [nx, ny] = [-(y1 - y0) / length, (x1 - x0) / length];
    for (let along = 0; along < length; along += 2) {
      const t = along / length;
      const inwards = depth + random.uniform(-0.3, 1.6);
      yield [
        x0 + (x1 - x0) * t + nx * inwards,
        y0 + (y1 - y0) * t + ny * inwards,
      ];
    }
  }
}

function turnsRight(outline: readonly Point[]): boolean {
  let twice = 0;
  let [x0, y0] = outline.at(-1)!;
  for (const [x, y] of outline) {
    twice += x0 * y - x * y0;
    [x0, y0] = [x, y];
  }
  return twice > 0;
}
