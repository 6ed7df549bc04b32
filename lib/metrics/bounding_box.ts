import type { PixelGrid } from "./pixel_grid.ts";

type Triple = readonly [number, number, number];

/** Part of a grid: the first slice, row and column, and how many of each. */
export interface Box {
  readonly first: Triple;
  readonly size: Triple;
}

/** The smallest box that holds every pixel that is not 0; absent where all are. */
export function boundingBox(
  fields: readonly Uint8Array[],
  [slices, rows, columns]: Triple,
): Box | undefined {
  const low: [number, number, number] = [slices, rows, columns];
  const high: [number, number, number] = [-1, -1, -1];
  for (const field of fields) {
    for (let z = 0, at = 0; z < slices; z++) {
      for (let y = 0; y < rows; y++, at += columns) {
        const line = field.subarray(at, at + columns);
        const x = line.findIndex((value) => value !== 0);
        if (x < 0) continue;
        let end = columns - 1;
        while (line[end] === 0) end--;
        low[0] = Math.min(low[0], z);
        low[1] = Math.min(low[1], y);
        low[2] = Math.min(low[2], x);
        high[0] = Math.max(high[0], z);
        high[1] = Math.max(high[1], y);
        high[2] = Math.max(high[2], end);
      }
    }
  }
  if (high[0] < 0) return undefined;
  const size = (axis: 0 | 1 | 2) => high[axis] - low[axis] + 1;
  return { first: low, size: [size(0), size(1), size(2)] };
}

/** The pixels inside a box. */
export function crop(
  data: Uint8Array,
  [, rows, columns]: Triple,
  { first, size }: Box,
): Pick<PixelGrid, "data" | "size"> {
  const part = new Uint8Array(size[0] * size[1] * size[2]);
  for (let z = 0, to = 0; z < size[0]; z++) {
    for (let y = 0; y < size[1]; y++, to += size[2]) {
      const at = ((first[0] + z) * rows + first[1] + y) * columns + first[2];
      part.set(data.subarray(at, at + size[2]), to);
    }
  }
  return { data: part, size };
}
