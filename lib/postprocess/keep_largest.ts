import { InputError, type Mask } from "../core/mod.ts";
import { emptyBits, packMask, unpackMask } from "./bits.ts";
import {
  bitRuns,
  checkConnectivity,
  componentAreas,
  type Connectivity,
  labelRuns,
  paintRuns,
} from "./runs.ts";

/**
 * Keeps the largest objects; of equal ones those whose first pixel in raster order comes first.
 *
 * @param mask Any value but 0 is foreground; it is not changed.
 * @param count How many to keep, 1 or more. @default {1}
 * @param connectivity What holds an object together. @default {8}
 * @returns A new mask of 0 and 1.
 * @throws {InputError} Where the count is not a whole number from 1, or the connectivity neither 4 nor 8.
 *
 * @example
 * ```ts
 * import { keepLargest } from "./keep_largest.ts";
 *
 * const mask = { data: Uint8Array.from([1, 0, 1, 1, 0, 1]), width: 6, height: 1 };
 * if (keepLargest(mask).data.join("") !== "001100") throw new Error();
 * if (keepLargest(mask, 2).data.join("") !== "101100") throw new Error();
 * ```
 */
export function keepLargest(
  mask: Mask,
  count = 1,
  connectivity: Connectivity = 8,
): Mask {
  checkConnectivity(connectivity, "keep the largest objects");
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new InputError(
      `Cannot keep the largest objects: count must be a whole number from 1, current value is ${count}`,
    );
  }
  const runs = bitRuns(packMask(mask));
  const labelled = labelRuns(runs, connectivity);
  const area = componentAreas(runs, labelled);
  const kept = new Uint8Array(labelled.components);
  const bySize = Uint32Array.from(area.keys())
    .sort((a, b) => area[b]! - area[a]! || a - b);
  for (const component of bySize.subarray(0, count)) kept[component] = 1;
  const result = emptyBits(mask.width, mask.height);
  paintRuns(result, runs, labelled, kept, 1);
  return unpackMask(result);
}
