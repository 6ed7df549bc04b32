import {
  checkPixels,
  InputError,
  type Mask,
  type ProbabilityMap,
} from "../core/mod.ts";

/**
 * Makes a mask of the pixels whose probability is greater than the threshold; a pixel exactly at it is background.
 *
 * @param map Probabilities in [0, 1]; NaN counts as background.
 * @param threshold In [0, 1]; compared in double precision, not rounded to the map's single precision.
 * @throws {InputError} Where the threshold is outside [0, 1], or the map's data do not fill its size.
 *
 * @example
 * ```ts
 * import { thresholdMap } from "./threshold_map.ts";
 *
 * const map = { data: Float32Array.from([0.25, 0.5, 0.75]), width: 3, height: 1 };
 * if (thresholdMap(map, 0.5).data.join("") !== "001") throw new Error();
 * ```
 */
export function thresholdMap(map: ProbabilityMap, threshold: number): Mask {
  checkThreshold(threshold);
  checkPixels("map", map);
  const data = new Uint8Array(map.data.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = map.data[i]! > threshold ? 1 : 0;
  }
  return { data, width: map.width, height: map.height };
}

/** Refuses thresholds that no probability can be compared with. */
export function checkThreshold(threshold: number): void {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new InputError(
      `Cannot threshold: threshold must be in [0, 1], current value is ${threshold}`,
    );
  }
}
