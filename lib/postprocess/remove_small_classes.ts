import { checkPixels, InputError } from "../core/mod.ts";
import { type LabelMap, maskOfClass } from "../metrics/label_map.ts";
import { removeSmall } from "./remove_small.ts";
import { checkConnectivity, type Connectivity } from "./runs.ts";

/**
 * Removes small objects of a picture of classes, each class by its own area: an object is pixels of one class that
 * hold together, and where it has fewer than its class asks it becomes background, class 0. Classes that overlap
 * (a mask each) go through {@linkcode removeSmall} one by one.
 *
 * @param labels Classes, 0 for background; not changed.
 * @param minimumAreas Pixels, 0 or more: for class 1, class 2, ...; one number for all of them. Class 0 is not asked.
 * @param connectivity What holds an object together: 4 (sides) or 8 (sides and corners). @default {8}
 * @returns A new picture of the same type.
 * @throws {InputError} Where a class has no area, an area is negative or not finite, or the connectivity neither 4
 * nor 8.
 *
 * @example
 * ```ts
 * import { removeSmallClasses } from "./remove_small_classes.ts";
 *
 * const labels = { data: Uint8Array.of(1, 1, 2, 2, 1, 0, 2), width: 7, height: 1 };
 * if (removeSmallClasses(labels, [2, 1]).data.join("") !== "1122002") throw new Error();
 * if (removeSmallClasses(labels, 2).data.join("") !== "1122000") throw new Error();
 * ```
 */
export function removeSmallClasses(
  labels: LabelMap,
  minimumAreas: number | readonly number[],
  connectivity: Connectivity = 8,
): LabelMap {
  checkPixels("label map", labels);
  checkConnectivity(connectivity, "remove small objects");
  const { width, height } = labels;
  const data = labels.data.slice();
  const classes = new Set<number>();
  for (let i = 0; i < data.length; i++) classes.add(data[i]!);
  classes.delete(0);
  for (const label of classes) {
    const area = areaOf(minimumAreas, label);
    const kept = removeSmall(maskOfClass(labels, label), area, connectivity);
    for (let i = 0; i < data.length; i++) {
      if (data[i] === label && kept.data[i] === 0) data[i] = 0;
    }
  }
  return { data, width, height };
}

function areaOf(minimumAreas: number | readonly number[], label: number) {
  if (typeof minimumAreas === "number") return minimumAreas;
  const area = minimumAreas[label - 1];
  if (area !== undefined) return area;
  throw new InputError(
    `Cannot remove small objects: there must be an area for class ${label}, current value is ${minimumAreas.length} areas`,
  );
}
