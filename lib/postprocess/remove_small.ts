import { InputError, type Mask } from "../core/mod.ts";
import {
  checkConnectivity,
  componentAreas,
  type Connectivity,
  labelRuns,
  maskRuns,
  paintRuns,
} from "./runs.ts";

/**
 * Removes objects of fewer pixels than `minimumArea`; an object of exactly that area stays.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param minimumArea Pixels, 0 or more; 0 and 1 remove nothing.
 * @param connectivity What holds an object together: 4 (sides) or 8 (sides and corners). @default {8}
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where the area is negative or not finite, or the connectivity neither 4 nor 8.
 *
 * @example
 * ```ts
 * import { removeSmall } from "./remove_small.ts";
 *
 * const mask = { data: Uint8Array.from([1, 1, 0, 1]), width: 4, height: 1 };
 * if (removeSmall(mask, 2).data.join("") !== "1100") throw new Error();
 * ```
 */
export function removeSmall(
  mask: Mask,
  minimumArea: number,
  connectivity: Connectivity = 8,
): Mask {
  checkConnectivity(connectivity, "remove small objects");
  if (!(minimumArea >= 0 && minimumArea < Infinity)) {
    throw new InputError(
      `Cannot remove small objects: minimumArea must be 0 or more pixels, current value is ${minimumArea}`,
    );
  }
  const runs = maskRuns(mask);
  const labelled = labelRuns(runs, connectivity);
  const area = componentAreas(runs, labelled);
  const data = new Uint8Array(mask.data.length);
  paintRuns(data, runs, labelled, (c) => area[c]! >= minimumArea, 1);
  return { data, width: mask.width, height: mask.height };
}
