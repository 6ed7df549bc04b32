import type { Mask } from "../core/mod.ts";
import { bandRows } from "../simd/mod.ts";
import { levelScale, scaleValues } from "./level_scale.ts";
import type { AreaGrid } from "./search_grid.ts";
import type { StoredMap } from "./stored_map.ts";
import { thresholdKernels as kernels } from "./threshold_kernels.ts";

/** Bytes of a run, and of an object. */
const RUN = 12, OBJECT = 16;

/** Bytes of objects up to which they are kept: sixteen million. */
const MEMORY = 1 << 28;

/** No object is as large. */
const NEVER = 0x7fffffff;

/**
 * Counts the foreground at every threshold and minimum area. One pass over the pixels finds the runs of every row at
 * every threshold, which are joined to objects as the rows come; so the time goes with the pixels and the runs of all
 * thresholds together. In memory are two rows' runs, and 16 bytes an object.
 *
 * @param map Probabilities at the truth's size.
 * @param truth The label.
 * @param grid A checked one.
 * @param memory Bytes that the objects may take.
 * @returns Counts in the grid's order; undefined where there are too many objects.
 */
export function objectCounts(
  map: StoredMap,
  truth: Mask,
  { thresholds, minimumAreas, connectivity = 8 }: AreaGrid,
  memory = MEMORY,
): { readonly predicted: Int32Array; readonly both: Int32Array } | undefined {
  const { width, height } = map;
  const { from, table, shift } = levelScale(map, thresholds);
  const values = scaleValues(map.data);
  // A run for two columns at most, and what ends the list.
  const roomForRow = RUN * thresholds.length * ((width >> 1) + 2);
  const band = bandRows(height, 4 * width);
  const points = thresholds.length * minimumAreas.length;
  const [
    atTable,
    atFrom,
    atValues,
    atTruth,
    atLevels,
    atBits,
    atSums,
    atAbove,
    atHere,
    atAreas,
    atPredicted,
    atBoth,
    atObjects,
  ] = kernels.places(
    table.byteLength,
    from.byteLength,
    4 * width * band,
    width * band,
    width + 64,
    8 * thresholds.length * Math.ceil(width / 64),
    4 * (width + 16),
    roomForRow,
    roomForRow,
    4 * minimumAreas.length,
    4 * points,
    4 * points,
    0,
  );
  kernels.integers(atTable, table.length).set(table);
  kernels.integers(atFrom, from.length).set(from);
  kernels.integers(atAreas, minimumAreas.length).set(
    minimumAreas.map((area) => Math.min(Math.ceil(area), NEVER)),
  );
  kernels.call.clearRuns(atAbove, width, thresholds.length);
  let above = atAbove, here = atHere, made = 0;
  for (let y = 0; y < height; y += band) {
    const rows = Math.min(band, height - y);
    const first = y * width, pixels = rows * width;
    // Each run may begin an object.
    const needed = OBJECT * (made + rows * roomForRow / RUN);
    if (needed > memory) return undefined;
    kernels.extend(atObjects, needed);
    kernels.integers(atValues, pixels)
      .set(values.subarray(first, first + pixels));
    kernels.bytes(atTruth, pixels)
      .set(truth.data.subarray(first, first + pixels));
    made = kernels.call.findObjects(
      atValues,
      atTruth,
      width,
      rows,
      atTable,
      shift,
      atFrom,
      thresholds.length,
      atLevels,
      atBits,
      atSums,
      above,
      here,
      connectivity === 8 ? 1 : 0,
      atObjects,
      made,
    );
    if (rows % 2 === 1) [above, here] = [here, above];
  }
  const predicted = kernels.integers(atPredicted, points).fill(0);
  const both = kernels.integers(atBoth, points).fill(0);
  kernels.call.addObjects(
    atObjects,
    made,
    atAreas,
    minimumAreas.length,
    atPredicted,
    atBoth,
  );
  return { predicted: predicted.slice(), both: both.slice() };
}
