import {
  checkPixels,
  InputError,
  type Mask,
  type ProbabilityMap,
} from "../core/mod.ts";
import {
  checkConnectivity,
  componentSides,
  type Connectivity,
  type LabelledRuns,
  labelRuns,
  maskRuns,
  type Runs,
} from "./runs.ts";

/** Objects and their statistics, a typed array a statistic: entry c is the object with label c + 1. */
export interface ComponentTable {
  /** `height * width` numbers: 0 is background, n is the object with label n. */
  readonly labels: Int32Array;
  /** Number of objects. */
  readonly count: number;
  /** Pixels. */
  readonly area: Int32Array;
  /** First column of the bounding box. */
  readonly left: Int32Array;
  /** First row of the bounding box. */
  readonly top: Int32Array;
  /** Column after the last of the bounding box. */
  readonly right: Int32Array;
  /** Row after the last of the bounding box. */
  readonly bottom: Int32Array;
  /** Sum of the pixels' columns. */
  readonly sumX: Float64Array;
  /** Sum of the pixels' rows. */
  readonly sumY: Float64Array;
  /** Sides of the picture on which the object has a pixel: 1 left + 2 right + 4 top + 8 bottom. */
  readonly sides: Uint8Array;
  /** Largest probability; only where a map was given. NaN is passed over. */
  readonly maximum?: Float64Array;
  /** Sum of the probabilities, in double precision, NaN where one is; only where a map was given. */
  readonly sum?: Float64Array;
}

/**
 * Finds the connected objects of a mask with their statistics, without an object in memory for each: for masks of
 * millions of specks. The order is that of {@linkcode connectedComponents}.
 *
 * @param mask Any value but 0 is foreground.
 * @param connectivity 4 (sides) or 8 (sides and corners). @default {8}
 * @param map Probabilities whose maximum and sum each object is to have.
 * @throws {InputError} Where the connectivity is neither 4 nor 8, or the map's size is not the mask's.
 *
 * @example
 * ```ts
 * import { componentTable } from "./component_table.ts";
 *
 * const mask = { data: Uint8Array.from([1, 0, 0, 1, 0, 1]), width: 3, height: 2 };
 * const { count, area } = componentTable(mask, 4);
 * if (count !== 2 || area.join() !== "2,1") throw new Error();
 * ```
 */
export function componentTable(
  mask: Mask,
  connectivity: Connectivity = 8,
  map?: ProbabilityMap,
): ComponentTable {
  checkConnectivity(connectivity, "find components");
  if (map && (map.width !== mask.width || map.height !== mask.height)) {
    throw new InputError(
      `Cannot find components: map must be ${mask.width}x${mask.height}, current value is ${map.width}x${map.height}`,
    );
  }
  if (map) checkPixels("map", map);
  const runs = maskRuns(mask);
  const labelled = labelRuns(runs, connectivity);
  return {
    labels: paintLabels(runs, labelled),
    count: labelled.components,
    ...measure(runs, labelled),
    sides: componentSides(runs, labelled),
    ...(map && probabilities(runs, labelled, map)),
  };
}

function paintLabels(runs: Runs, { label }: LabelledRuns): Int32Array {
  const labels = new Int32Array(runs.width * runs.height);
  for (let y = 0; y < runs.height; y++) {
    const first = y * runs.width;
    for (let r = runs.row[y]!; r < runs.row[y + 1]!; r++) {
      labels.fill(label[r]! + 1, first + runs.start[r]!, first + runs.end[r]!);
    }
  }
  return labels;
}

/** Maximum and sum of the map over each component. */
function probabilities(
  { width, height, start, end, row }: Runs,
  { label, components }: LabelledRuns,
  { data }: ProbabilityMap,
) {
  const maximum = new Float64Array(components).fill(-Infinity);
  const sum = new Float64Array(components);
  for (let y = 0; y < height; y++) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const c = label[r]!;
      let highest = maximum[c]!, added = 0;
      const last = y * width + end[r]!;
      for (let i = y * width + start[r]!; i < last; i++) {
        const p = data[i]!;
        added += p;
        if (p > highest) highest = p;
      }
      maximum[c] = highest;
      sum[c]! += added;
    }
  }
  return { maximum, sum };
}

/** Areas, boxes and sums of places. */
function measure(runs: Runs, labelled: LabelledRuns) {
  const { width, height, start, end, row } = runs;
  const { label, components } = labelled;
  const area = new Int32Array(components);
  const left = new Int32Array(components).fill(width);
  const right = new Int32Array(components);
  const top = new Int32Array(components).fill(height);
  const bottom = new Int32Array(components);
  const sumX = new Float64Array(components);
  const sumY = new Float64Array(components);
  for (let y = 0; y < height; y++) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const c = label[r]!, s = start[r]!, e = end[r]!;
      const length = e - s;
      area[c]! += length;
      sumX[c]! += (s + e - 1) * length / 2;
      sumY[c]! += y * length;
      if (s < left[c]!) left[c] = s;
      if (e > right[c]!) right[c] = e;
      if (y < top[c]!) top[c] = y;
      bottom[c] = y + 1;
    }
  }
  return { area, left, top, right, bottom, sumX, sumY };
}
