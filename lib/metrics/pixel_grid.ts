import { InputError, type Mask } from "../core/mod.ts";
import { checkSameSize } from "./same_size.ts";

/** The slices of a scan, first to last, all of one size. */
export type Volume = readonly Mask[];

/** Millimetres a pixel: [row, column] of a mask, [slice, row, column] of a volume. */
export type Spacing =
  | readonly [number, number]
  | readonly [number, number, number];

/** A mask or a volume as one block of pixels. */
export interface PixelGrid {
  /** `slices * rows * columns` values; any but 0 is foreground. */
  readonly data: Uint8Array;
  /** [slices, rows, columns]; one slice where it is a mask. */
  readonly size: readonly [number, number, number];
  /** 2 for a mask, 3 for a volume, even of one slice. */
  readonly dimensions: 2 | 3;
}

function isVolume(pixels: Mask | Volume): pixels is Volume {
  return Array.isArray(pixels);
}

/**
 * Joins the slices of a volume; a mask is taken as it is.
 *
 * @throws {InputError} Where there is no slice, slices differ in size, or a mask's data do not fill its size.
 */
export function pixelGrid(pixels: Mask | Volume): PixelGrid {
  const slices = isVolume(pixels) ? pixels : [pixels];
  const first = slices[0];
  if (!first) {
    throw new InputError(
      "Cannot measure a volume: it must have at least one slice, current value is 0",
    );
  }
  const { width, height } = first;
  for (const slice of slices) checkSameSize("slice", slice, first);
  const size = [slices.length, height, width] as const;
  if (!isVolume(pixels)) return { data: pixels.data, size, dimensions: 2 };
  const data = new Uint8Array(slices.length * width * height);
  slices.forEach((slice, z) => data.set(slice.data, z * width * height));
  return { data, size, dimensions: 3 };
}

/**
 * Two grids that can be compared; `name` is what is refused.
 *
 * @throws {InputError} Where they differ in size, or one is a mask and the other a volume.
 */
export function pixelGrids(
  pixels: Mask | Volume,
  truth: Mask | Volume,
  name = "prediction",
): [PixelGrid, PixelGrid] {
  const [p, t] = [pixelGrid(pixels), pixelGrid(truth)];
  const text = (grid: PixelGrid) =>
    grid.size.slice(3 - grid.dimensions).join("x");
  if (text(p) === text(t)) return [p, t];
  throw new InputError(
    `Cannot compare masks: the ${name}'s size (slices,) rows and columns must be ${
      text(t)
    }, ` +
      `current value is ${text(p)}`,
    { remedy: `Bring the ${name} to the original image's size first.` },
  );
}

/**
 * Spacing of all three axes; 1 where none is given, and across the single slice of a mask.
 *
 * @throws {InputError} Where there is not one positive number an axis.
 */
export function fullSpacing(
  grid: PixelGrid,
  spacing: Spacing | undefined,
): [number, number, number] {
  const given = spacing ?? [1, 1, 1].slice(3 - grid.dimensions);
  const right = given.length === grid.dimensions &&
    given.every((step) => step > 0 && Number.isFinite(step));
  if (!right) {
    throw new InputError(
      `Cannot measure distances: spacing must be ${grid.dimensions} positive numbers, current value is [${
        given.join(", ")
      }]`,
    );
  }
  const [row, column] = given.slice(-2) as [number, number];
  return [grid.dimensions === 3 ? given[0]! : 1, row, column];
}
