import type { Mask } from "../core/mod.ts";
import {
  backgroundRuns,
  checkConnectivity,
  componentsOnBorder,
  type Connectivity,
  labelRuns,
  maskRuns,
  paintRuns,
} from "./runs.ts";

/**
 * Fills the holes of a mask. A hole is background that is not connected to the picture's frame.
 *
 * With 4, background passes sides only, so that a ring closed by corners holds water: the partner of 8-connected
 * objects and the rule of `scipy.ndimage.binary_fill_holes`. With 8 it leaks through corners.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param backgroundConnectivity What holds the background together. @default {4}
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where the connectivity is neither 4 nor 8.
 *
 * @example
 * ```ts
 * import { fillHoles } from "./fill_holes.ts";
 *
 * const ring = { data: Uint8Array.from([0, 1, 0, 1, 0, 1, 0, 1, 0]), width: 3, height: 3 };
 * if (fillHoles(ring).data[4] !== 1) throw new Error();
 * if (fillHoles(ring, 8).data[4] !== 0) throw new Error();
 * ```
 */
export function fillHoles(
  mask: Mask,
  backgroundConnectivity: Connectivity = 4,
): Mask {
  checkConnectivity(backgroundConnectivity, "fill holes");
  const { width, height } = mask;
  const background = backgroundRuns(maskRuns(mask));
  const labelled = labelRuns(background, backgroundConnectivity);
  const outside = componentsOnBorder(background, labelled);
  const data = new Uint8Array(mask.data.length).fill(1);
  paintRuns(data, background, labelled, (c) => outside[c] === 1, 0);
  return { data, width, height };
}
