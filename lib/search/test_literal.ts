import type { Mask } from "../core/mod.ts";
import type { SearchGrid } from "./search_grid.ts";
import type { StoredMap } from "./stored_map.ts";

// Written from the definitions, pixel by pixel, with nothing of the library's: what the fast ways are held against.

/** Probability of each pixel in double precision. */
export function literalProbabilities({ data }: StoredMap): number[] {
  if (data instanceof Float32Array) return [...data];
  const steps = data instanceof Uint8Array ? 255 : 65535;
  return Array.from(data, (level) => Math.fround(level / steps));
}

/** The objects of some pixels: lists of indices, found by flooding. */
export function literalObjects(
  inside: (pixel: number) => boolean,
  width: number,
  height: number,
  connectivity: 4 | 8 = 8,
): number[][] {
  const seen = new Set<number>();
  const objects: number[][] = [];
  for (let first = 0; first < width * height; first++) {
    if (seen.has(first) || !inside(first)) continue;
    const object = [first];
    seen.add(first);
    for (let n = 0; n < object.length; n++) {
      const x = object[n]! % width, y = Math.floor(object[n]! / width);
      for (const [dx, dy] of neighbours) {
        const corner = dx !== 0 && dy !== 0;
        const u = x + dx, v = y + dy, next = v * width + u;
        if (corner && connectivity === 4) continue;
        if (u < 0 || v < 0 || u >= width || v >= height) continue;
        if (seen.has(next) || !inside(next)) continue;
        seen.add(next);
        object.push(next);
      }
    }
    objects.push(object);
  }
  return objects;
}

const neighbours = [-1, 0, 1].flatMap((dy) =>
  [-1, 0, 1].map((dx) => [dx, dy] as const)
);

/** The pixels and those of background (4-connected) that the picture's frame cannot be reached from. */
function literalFill(
  pixels: ReadonlySet<number>,
  { width, height }: StoredMap,
): Set<number> {
  const background = (i: number) => !pixels.has(i);
  const atFrame = (i: number) => {
    const x = i % width, y = Math.floor(i / width);
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  };
  const holes = literalObjects(background, width, height, 4)
    .filter((hole) => !hole.some(atFrame));
  return new Set([...pixels, ...holes.flat()]);
}

/** Foreground pixels at a point of a grid. */
export function literalPixels(
  map: StoredMap,
  grid: SearchGrid,
  point: Readonly<Record<string, number>>,
): Set<number> {
  const pixels = openPixels(map, grid, point);
  return grid.fillHoles ? literalFill(pixels, map) : pixels;
}

/** Those before holes are filled. */
function openPixels(
  map: StoredMap,
  grid: SearchGrid,
  point: Readonly<Record<string, number>>,
): Set<number> {
  const { width, height } = map;
  const p = literalProbabilities(map);
  const area = point["minimumArea"]!;
  const { connectivity = 8 } = grid.kind === "triplet" ? {} : grid;
  const above = (threshold: number) => (i: number) => p[i]! > threshold;
  const kept = (threshold: number, may: (object: number[]) => boolean) =>
    new Set(
      literalObjects(above(threshold), width, height, connectivity)
        .filter((object) => object.length >= area && may(object)).flat(),
    );
  if (grid.kind === "area") return kept(point["threshold"]!, () => true);
  const top = point["top"]!, bottom = point["bottom"]!;
  if (grid.kind === "hysteresis") {
    const peaked = (object: number[]) => object.some(above(top));
    return kept(Math.min(top, bottom), peaked);
  }
  const pixels = [...p.keys()];
  if (pixels.filter(above(top)).length < area) return new Set();
  return new Set(pixels.filter(above(bottom)));
}

/** Foreground of the prediction, and that of it which the truth has. */
export function literalCounts(
  pixels: ReadonlySet<number>,
  truth: Mask,
): { predicted: number; both: number } {
  const both = [...pixels].filter((i) => truth.data[i] !== 0).length;
  return { predicted: pixels.size, both };
}
