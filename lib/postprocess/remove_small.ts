import { InputError, type Mask } from "../core/mod.ts";
import { type BitMask, emptyBits, packMask, unpackMask } from "./bits.ts";
import {
  bitRuns,
  checkConnectivity,
  componentAreas,
  type Connectivity,
  labelRuns,
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
  return unpackMask(removeSmallBits(packMask(mask), minimumArea, connectivity));
}

/** {@linkcode removeSmall} on a packed picture. */
export function removeSmallBits(
  bits: BitMask,
  minimumArea: number,
  connectivity: Connectivity,
): BitMask {
  const runs = bitRuns(bits);
  const labelled = labelRuns(runs, connectivity);
  const kept = new Uint8Array(labelled.components);
  const area = componentAreas(runs, labelled);
  for (let c = 0; c < kept.length; c++) {
    kept[c] = area[c]! >= minimumArea ? 1 : 0;
  }
  const result = emptyBits(bits.width, bits.height);
  paintRuns(result, runs, labelled, kept, 1);
  return result;
}
