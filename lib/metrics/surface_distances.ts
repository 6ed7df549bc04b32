import type { Mask } from "../core/mod.ts";
import { boundingBox, crop } from "./bounding_box.ts";
import { squaredDistances } from "./distance_transform.ts";
import {
  fullSpacing,
  type PixelGrid,
  pixelGrids,
  type Spacing,
  type Volume,
} from "./pixel_grid.ts";

/** How surfaces are measured. */
export interface SurfaceOptions {
  /** Millimetres a pixel: [row, column], for a volume [slice, row, column]. @default {1 each} */
  readonly spacing?: Spacing;
  /** Pixels whose surface is left out, of prediction and truth: any value but 0. @default {none} */
  readonly ignore?: Mask | Volume;
}

/** How far two surfaces lie apart, pixel by pixel; all in the unit of the spacing. */
export interface SurfaceDistances {
  /** From each surface pixel of the prediction to the truth's nearest, ascending; Infinity where that has none. */
  readonly toTruth: Float64Array;
  /** From each surface pixel of the truth to the prediction's nearest, ascending; Infinity where that has none. */
  readonly toPrediction: Float64Array;
  /** Diagonal of the whole picture (or volume), more than any two of its pixels are apart. */
  readonly diagonal: number;
}

/**
 * Measures from the surface of each mask to that of the other.
 *
 * The surface of a mask is its foreground pixels that touch background by an edge (4 neighbours, in a volume 6 by a
 * face), and what lies outside the picture is background; distances are exact, between centres of pixels. MONAI (without
 * `use_subvoxels`) and medpy take the same. DeepMind's surface-distance lays the surface between the pixels instead and
 * weighs each piece of it by its area, so its numbers differ by up to a pixel.
 *
 * @param prediction The mask or volume that was made; any value but 0 is foreground.
 * @param truth The label, of the same size.
 * @throws {InputError} Where sizes differ or `spacing` is not a positive number an axis.
 *
 * @example
 * ```ts
 * import { surfaceDistances } from "./surface_distances.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const distances = surfaceDistances(row(1, 0, 0, 0), row(1, 0, 0, 1), { spacing: [1, 0.5] });
 * if (distances.toTruth.join() !== "0" || distances.toPrediction.join() !== "0,1.5") throw new Error();
 * ```
 */
export function surfaceDistances(
  prediction: Mask | Volume,
  truth: Mask | Volume,
  { spacing, ignore }: SurfaceOptions = {},
): SurfaceDistances {
  const [p, t] = pixelGrids(prediction, truth);
  const steps = fullSpacing(t, spacing);
  const left = ignore
    ? pixelGrids(ignore, truth, "ignore mask")[0].data
    : undefined;
  const [made, wanted] = [surface(p, left), surface(t, left)];
  const extent = t.size.slice(3 - t.dimensions);
  const diagonal = Math.hypot(
    ...extent.map((n, axis) => n * steps[3 - t.dimensions + axis]!),
  );
  // No distance reaches out of the box that holds both surfaces.
  const box = boundingBox([made, wanted], t.size);
  if (!box) {
    return {
      toTruth: new Float64Array(),
      toPrediction: new Float64Array(),
      diagonal,
    };
  }
  const [a, b] = [crop(made, t.size, box), crop(wanted, t.size, box)];
  return {
    toTruth: nearest(a, b, steps),
    toPrediction: nearest(b, a, steps),
    diagonal,
  };
}

/** 1 on the foreground pixels that touch background or the picture's border, where nothing is ignored. */
function surface(
  { data, size: [slices, rows, columns], dimensions }: PixelGrid,
  left: Uint8Array | undefined,
): Uint8Array {
  const edges = new Uint8Array(data.length);
  const slice = rows * columns;
  for (let z = 0, i = 0; z < slices; z++) {
    const endSlice = dimensions === 3 && (z === 0 || z === slices - 1);
    for (let y = 0; y < rows; y++) {
      const endRow = endSlice || y === 0 || y === rows - 1;
      for (let x = 0; x < columns; x++, i++) {
        if (!data[i] || left?.[i]) continue;
        const inside = !endRow && x > 0 && x < columns - 1 &&
          data[i - 1] && data[i + 1] && data[i - columns] &&
          data[i + columns] &&
          (dimensions === 2 || (data[i - slice] && data[i + slice]));
        if (!inside) edges[i] = 1;
      }
    }
  }
  return edges;
}

/** From each pixel of one surface to the nearest of the other, ascending. */
function nearest(
  from: Pick<PixelGrid, "data" | "size">,
  to: Pick<PixelGrid, "data" | "size">,
  spacing: readonly [number, number, number],
): Float64Array {
  const field = squaredDistances(to, spacing);
  let count = 0;
  // In place: what is written lies before what is still to be read.
  for (let i = 0; i < field.length; i++) {
    if (from.data[i]) field[count++] = Math.sqrt(field[i]!);
  }
  return field.slice(0, count).sort();
}
