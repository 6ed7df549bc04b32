import { boundingBox, crop } from "./bounding_box.ts";
import { squaredDistances } from "./distance_transform.ts";
import { type PixelGrid, pixelGrids, type Volume } from "./pixel_grid.ts";

/** What {@linkcode normalizedHausdorff} may be told. */
export interface NormalizedHausdorffOptions {
  /**
   * A prediction of more than so many times the truth's pixels is given 1 unseen; mle-bench's scorer takes 10, to
   * save time. @default {Infinity}
   */
  readonly maximumRatio?: number;
}

/**
 * The Hausdorff distance of UW-Madison 2022: between all foreground pixels (not surfaces), each axis divided by the
 * volume's size along it, the larger of both directions, divided by the unit cube's diagonal.
 *
 * Source: the competition's page, and mle-bench's `uw-madison-gi-tract-image-segmentation/grade.py` for the details.
 *
 * @param prediction A scan's slices, first to last.
 * @param truth The labels, of the same size.
 * @returns In [0, 1], smaller is better: 0 where the volumes are equal, 1 where exactly one is empty, NaN where both
 * are.
 * @throws {InputError} Where sizes differ.
 *
 * @example
 * ```ts
 * import { normalizedHausdorff } from "./normalized_hausdorff.ts";
 *
 * const scan = (...data: number[]) => [{ data: Uint8Array.from(data), width: 4, height: 1 }];
 * const distance = normalizedHausdorff(scan(1, 0, 0, 0), scan(1, 0, 1, 0));
 * if (Math.abs(distance - 0.5 / Math.sqrt(3)) > 1e-12) throw new Error();
 * ```
 */
export function normalizedHausdorff(
  prediction: Volume,
  truth: Volume,
  { maximumRatio = Infinity }: NormalizedHausdorffOptions = {},
): number {
  const [p, t] = pixelGrids(prediction, truth);
  const [predicted, labelled] = [area(p), area(t)];
  if (predicted === 0 && labelled === 0) return NaN;
  if (predicted === 0 || labelled === 0) return 1;
  if (predicted > maximumRatio * labelled) return 1;
  const box = boundingBox([p.data, t.data], t.size)!;
  const [a, b] = [crop(p.data, p.size, box), crop(t.data, t.size, box)];
  const unit = t.size.map((length) => 1 / length) as [number, number, number];
  const squared = Math.max(farthest(a, b, unit), farthest(b, a, unit));
  return Math.sqrt(squared / 3);
}

function area({ data }: PixelGrid): number {
  let count = 0;
  for (const value of data) if (value) count++;
  return count;
}

/** Squared distance of the pixel that is farthest from the other volume's. */
function farthest(
  from: Pick<PixelGrid, "data" | "size">,
  to: Pick<PixelGrid, "data" | "size">,
  spacing: readonly [number, number, number],
): number {
  const field = squaredDistances(to, spacing);
  let most = 0;
  for (let i = 0; i < field.length; i++) {
    if (from.data[i] && field[i]! > most) most = field[i]!;
  }
  return most;
}
