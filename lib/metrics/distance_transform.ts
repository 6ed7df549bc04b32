import type { Mask } from "../core/mod.ts";
import {
  fullSpacing,
  type PixelGrid,
  pixelGrid,
  type Spacing,
  type Volume,
} from "./pixel_grid.ts";

/** What is measured. */
export interface DistanceTransformOptions {
  /** Millimetres a pixel: [row, column], for a volume [slice, row, column]. @default {1 each} */
  readonly spacing?: Spacing;
  /** The nearest pixel of which kind. @default {"background"} */
  readonly to?: "background" | "foreground";
}

/**
 * Exact Euclidean distance from each pixel's centre to that of the nearest background (or foreground) pixel, which is
 * 0 for such a pixel itself. With the default it is scipy's `distance_transform_edt`, except that a picture without
 * any such pixel gives Infinity everywhere (scipy measures to a place outside it).
 *
 * Linear in the number of pixels. Source: Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions",
 * 2012.
 *
 * @param pixels A mask, or the slices of a volume; any value but 0 is foreground.
 * @returns Distances in the unit of `spacing`, a value a pixel, slice after slice.
 * @throws {InputError} Where slices differ in size or `spacing` is not a positive number an axis.
 *
 * @example
 * ```ts
 * import { distanceTransform } from "./distance_transform.ts";
 *
 * const mask = { data: Uint8Array.of(0, 1, 1, 1), width: 4, height: 1 };
 * if (distanceTransform(mask, { spacing: [1, 0.5] }).join() !== "0,0.5,1,1.5") throw new Error();
 * ```
 */
export function distanceTransform(
  pixels: Mask | Volume,
  { spacing, to = "background" }: DistanceTransformOptions = {},
): Float64Array {
  const grid = pixelGrid(pixels);
  const wanted = to === "foreground";
  const targets = new Uint8Array(grid.data.length);
  for (let i = 0; i < targets.length; i++) {
    targets[i] = (grid.data[i] !== 0) === wanted ? 1 : 0;
  }
  const field = squaredDistances(
    { ...grid, data: targets },
    fullSpacing(grid, spacing),
  );
  for (let i = 0; i < field.length; i++) field[i] = Math.sqrt(field[i]!);
  return field;
}

/** Squared distance of each pixel to the nearest that is not 0; Infinity everywhere where there is none. */
export function squaredDistances(
  { data, size }: Pick<PixelGrid, "data" | "size">,
  spacing: readonly [number, number, number],
): Float64Array {
  const field = new Float64Array(data.length);
  for (let i = 0; i < field.length; i++) field[i] = data[i] ? 0 : Infinity;
  const [slices, rows, columns] = size;
  sweep(field, columns, 1, spacing[2]);
  sweep(field, rows, columns, spacing[1]);
  sweep(field, slices, rows * columns, spacing[0]);
  return field;
}

/**
 * One axis: every line becomes the lower envelope of the parabolas that stand on its values. `length` pixels a line,
 * `stride` apart in the field, `spacing` apart in space.
 */
function sweep(
  field: Float64Array,
  length: number,
  stride: number,
  spacing: number,
): void {
  if (length < 2) return;
  const square = spacing * spacing;
  const line = new Float64Array(length);
  /** Where the parabolas of the envelope stand, and from where on each is the lowest. */
  const feet = new Int32Array(length);
  const from = new Float64Array(length);
  const block = length * stride;
  for (let origin = 0; origin < field.length; origin += block) {
    for (let start = origin; start < origin + stride; start++) {
      let last = -1;
      for (let q = 0; q < length; q++) {
        const height = field[start + q * stride]!;
        line[q] = height;
        if (height === Infinity) continue;
        let crossing = -Infinity;
        while (last >= 0) {
          const v = feet[last]!;
          crossing = ((height - line[v]!) / square + (q - v) * (q + v)) /
            (2 * (q - v));
          if (crossing > from[last]!) break;
          last--;
          crossing = -Infinity;
        }
        feet[++last] = q;
        from[last] = crossing;
      }
      if (last < 0) continue;
      for (let q = 0, k = 0; q < length; q++) {
        while (k < last && from[k + 1]! < q) k++;
        const apart = q - feet[k]!;
        field[start + q * stride] = square * apart * apart + line[feet[k]!]!;
      }
    }
  }
}
