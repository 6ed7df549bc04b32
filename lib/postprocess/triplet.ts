import {
  checkPixels,
  InputError,
  type Mask,
  type ProbabilityMap,
} from "../core/mod.ts";
import { checkThreshold, thresholdMap } from "./threshold_map.ts";

/** The numbers of the triplet rule. */
export interface TripletOptions {
  /** Pixels above it (strictly) speak for there being an object at all. */
  readonly top: number;
  /** Fewer of them than this, and the mask is empty. */
  readonly area: number;
  /** Pixels above it (strictly) are the mask, where it is not empty. */
  readonly bottom: number;
}

/** Pixels above a threshold (strictly). */
export function countAbove(
  { data }: ProbabilityMap,
  threshold: number,
): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i]! > threshold) count++;
  return count;
}

/**
 * The triplet rule: empty where fewer than `area` pixels are above `top`, else all pixels above `bottom`.
 *
 * Source: first place of SIIM-ACR 2019 (0.75, 2000, 0.3). Its code counts per image, not per object.
 *
 * @param map Probabilities; NaN is background.
 * @returns A mask of 0 and 1.
 * @throws {InputError} Where a threshold is outside [0, 1] or the area is negative.
 *
 * @example
 * ```ts
 * import { triplet } from "./triplet.ts";
 *
 * const map = { data: Float32Array.from([0.9, 0.8, 0.4, 0.1]), width: 4, height: 1 };
 * if (triplet(map, { top: 0.75, area: 2, bottom: 0.3 }).data.join("") !== "1110") throw new Error();
 * if (triplet(map, { top: 0.75, area: 3, bottom: 0.3 }).data.join("") !== "0000") throw new Error();
 * ```
 */
export function triplet(
  map: ProbabilityMap,
  { top, area, bottom }: TripletOptions,
): Mask {
  checkThreshold(top);
  checkThreshold(bottom);
  if (!(area >= 0 && area < Infinity)) {
    throw new InputError(
      `Cannot apply the triplet: area must be 0 or more pixels, current value is ${area}`,
    );
  }
  checkPixels("map", map);
  if (countAbove(map, top) >= area) return thresholdMap(map, bottom);
  const { width, height } = map;
  return { data: new Uint8Array(map.data.length), width, height };
}

/** The numbers of the two-threshold rule. */
export interface TwoThresholds {
  /** Without a pixel above it (strictly) the mask is empty. */
  readonly classThreshold: number;
  /** Pixels above it (strictly) are the mask otherwise. */
  readonly maskThreshold: number;
}

/**
 * One threshold decides whether there is an object, another one where it is: empty unless some pixel is above
 * `classThreshold`, else all pixels above `maskThreshold`. The triplet with an area of 1.
 *
 * Source: SIIM-ACR 2019, fifth (0.5, 0.2), seventh (0.72, 0.2) and eighth place (0.7, 0.4).
 *
 * @param map Probabilities; NaN is background.
 * @returns A mask of 0 and 1.
 * @throws {InputError} Where a threshold is outside [0, 1].
 *
 * @example
 * ```ts
 * import { twoThresholds } from "./triplet.ts";
 *
 * const map = { data: Float32Array.from([0.6, 0.3, 0.1]), width: 3, height: 1 };
 * const rule = { classThreshold: 0.5, maskThreshold: 0.2 };
 * if (twoThresholds(map, rule).data.join("") !== "110") throw new Error();
 * ```
 */
export function twoThresholds(
  map: ProbabilityMap,
  { classThreshold, maskThreshold }: TwoThresholds,
): Mask {
  return triplet(map, { top: classThreshold, area: 1, bottom: maskThreshold });
}
