import { InputError } from "../core/mod.ts";
import { type EmptyPolicy, emptyScore } from "./empty_policy.ts";
import { quantile } from "./quantile.ts";
import type { SurfaceDistances } from "./surface_distances.ts";

/** How one distance is made of many. */
export interface DistanceOptions {
  /**
   * From where to where: to the truth's surface only, to the prediction's only, or both ways.
   *
   * @default {"both"}
   */
  readonly direction?: "both" | "toTruth" | "toPrediction";
  /** The distance where neither mask has a surface: NaN with `emptyIsNaN`, else 0. @default {"siim"} */
  readonly policy?: EmptyPolicy;
  /**
   * The distance where exactly one mask has a surface: the picture's diagonal, or a number in the unit of the spacing
   * (Infinity as MONAI, NaN to leave the image out).
   *
   * @default {"diagonal"}
   */
  readonly missing?: "diagonal" | number;
}

/** What {@linkcode hausdorffDistance} may be told. */
export interface HausdorffOptions extends DistanceOptions {
  /** Percentile that is taken for the largest distance, in [0, 100]; 95 is known as HD95. @default {100} */
  readonly percentile?: number;
}

/** The distance where a surface is missing; absent where both are there. */
function withoutSurface(
  { toTruth, toPrediction, diagonal }: SurfaceDistances,
  { policy = "siim", missing = "diagonal" }: DistanceOptions,
): number | undefined {
  if (toTruth.length === 0 && toPrediction.length === 0) {
    // A score of 1 is a distance of 0, no score is no distance.
    return 1 - emptyScore(policy, true);
  }
  if (toTruth.length > 0 && toPrediction.length > 0) return undefined;
  return missing === "diagonal" ? diagonal : missing;
}

function chosen(
  { toTruth, toPrediction }: SurfaceDistances,
  direction: DistanceOptions["direction"] = "both",
): Float64Array[] {
  if (direction === "both") return [toTruth, toPrediction];
  return [direction === "toTruth" ? toTruth : toPrediction];
}

/**
 * Hausdorff distance: how far the worst pixel of one surface is from the other surface; with `percentile` the worst
 * but a few. Both ways it is the larger of the two directed distances, each with its own percentile (as MONAI and
 * DeepMind; medpy's `hd95` pools both directions first), interpolated linearly (numpy's and PyTorch's default).
 *
 * Source: Huttenlocher, Klanderman, Rucklidge, "Comparing images using the Hausdorff distance", 1993.
 *
 * @param distances From {@linkcode surfaceDistances}.
 * @returns In the unit of the spacing, 0 or more; smaller is better.
 * @throws {InputError} Where `percentile` is outside [0, 100].
 *
 * @example
 * ```ts
 * import { surfaceDistances } from "./surface_distances.ts";
 * import { hausdorffDistance } from "./surface_metrics.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const distances = surfaceDistances(row(1, 0, 0, 0), row(1, 0, 0, 1));
 * if (hausdorffDistance(distances) !== 3) throw new Error();
 * if (hausdorffDistance(distances, { direction: "toTruth" }) !== 0) throw new Error();
 * const missing = surfaceDistances(row(0, 0, 0), row(1, 0, 0), { spacing: [4, 1] });
 * if (hausdorffDistance(missing) !== 5) throw new Error();
 * ```
 */
export function hausdorffDistance(
  distances: SurfaceDistances,
  options: HausdorffOptions = {},
): number {
  const { percentile = 100, direction } = options;
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new InputError(
      `Cannot compute the Hausdorff distance: percentile must be in [0, 100], current value is ${percentile}`,
    );
  }
  return withoutSurface(distances, options) ??
    Math.max(
      ...chosen(distances, direction).map((one) =>
        quantile(one, percentile / 100)
      ),
    );
}

/**
 * Average surface distance: the mean over the surface's pixels of the distance to the other surface. Both ways
 * (ASSD) it is the mean over the pixels of both surfaces together, as in MONAI; the mean of the two directed means
 * weighs a small surface's pixels more and is not this one.
 *
 * @param distances From {@linkcode surfaceDistances}.
 * @param options `direction: "toTruth"` is what MONAI calls ASD.
 * @returns In the unit of the spacing, 0 or more; smaller is better.
 *
 * @example
 * ```ts
 * import { surfaceDistances } from "./surface_distances.ts";
 * import { averageSurfaceDistance } from "./surface_metrics.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const distances = surfaceDistances(row(1, 0, 0, 0), row(1, 0, 0, 1));
 * if (averageSurfaceDistance(distances) !== 1) throw new Error();
 * if (averageSurfaceDistance(distances, { direction: "toPrediction" }) !== 1.5) throw new Error();
 * ```
 */
export function averageSurfaceDistance(
  distances: SurfaceDistances,
  options: DistanceOptions = {},
): number {
  const missing = withoutSurface(distances, options);
  if (missing !== undefined) return missing;
  let sum = 0, count = 0;
  for (const one of chosen(distances, options.direction)) {
    for (const distance of one) sum += distance;
    count += one.length;
  }
  return sum / count;
}

/** What {@linkcode surfaceDice} may be told. */
export interface SurfaceDiceOptions {
  /** Distance up to which (inclusive) a surface pixel counts as right, in the unit of the spacing. */
  readonly tolerance: number;
  /** The score where neither mask has a surface. @default {"siim"} */
  readonly policy?: EmptyPolicy;
}

/**
 * Surface Dice (normalised surface distance, NSD): the share of both surfaces' pixels that lie within a tolerance of
 * the other surface; 0 where exactly one mask has a surface. Surface pixels are counted, as in MONAI; DeepMind's weighs
 * pieces of surface by their area.
 *
 * Source: Nikolov et al., "Clinically applicable segmentation of head and neck anatomy for radiotherapy", 2021.
 *
 * @param distances From {@linkcode surfaceDistances}.
 * @returns In [0, 1], or NaN as the policy says; larger is better.
 * @throws {InputError} Where `tolerance` is negative or not finite.
 *
 * @example
 * ```ts
 * import { surfaceDistances } from "./surface_distances.ts";
 * import { surfaceDice } from "./surface_metrics.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * const distances = surfaceDistances(row(1, 0, 0, 0), row(0, 1, 0, 1));
 * if (surfaceDice(distances, { tolerance: 1 }) !== 2 / 3) throw new Error();
 * ```
 */
export function surfaceDice(
  { toTruth, toPrediction }: SurfaceDistances,
  { tolerance, policy = "siim" }: SurfaceDiceOptions,
): number {
  if (!(tolerance >= 0 && Number.isFinite(tolerance))) {
    throw new InputError(
      `Cannot compute the surface Dice: tolerance must be 0 or more, current value is ${tolerance}`,
    );
  }
  const all = toTruth.length + toPrediction.length;
  if (all === 0) return emptyScore(policy, true);
  // Three steps of 0.7 mm are 2.1 mm, whatever the last bit says.
  const limit = tolerance * (1 + 1e-9);
  return (countUpTo(toTruth, limit) + countUpTo(toPrediction, limit)) / all;
}

/** How many of ascending values are not greater than the limit. */
function countUpTo(sorted: Float64Array, limit: number): number {
  const first = sorted.findIndex((value) => value > limit);
  return first < 0 ? sorted.length : first;
}
