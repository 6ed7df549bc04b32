import { InputError, type Mask, type ProbabilityMap } from "../core/mod.ts";
import {
  checkConnectivity,
  componentSides,
  type Connectivity,
  type LabelledRuns,
  labelRuns,
  maskRuns,
  type Runs,
  sideBits,
} from "./runs.ts";

/** One connected object. */
export interface Component {
  /** Its number in the label picture, from 1. */
  readonly label: number;
  /** Pixels. */
  readonly area: number;
  /** First column of its bounding box. */
  readonly left: number;
  /** First row of its bounding box. */
  readonly top: number;
  /** Columns of its bounding box. */
  readonly width: number;
  /** Rows of its bounding box. */
  readonly height: number;
  /** Mean column of its pixels; the first column is 0. */
  readonly centroidX: number;
  /** Mean row of its pixels; the first row is 0. */
  readonly centroidY: number;
  /** Whether one of its pixels lies in the picture's first or last row or column. */
  readonly touchesBorder: boolean;
  /** The sides on which it has a pixel. */
  readonly touches: SideContact;
  /** Largest probability of its pixels; only where a map was given. NaN counts as lowest. */
  readonly maximum?: number;
  /** Mean probability of its pixels, summed in double precision; only where a map was given. */
  readonly mean?: number;
}

/** Contact with each side of the picture. */
export interface SideContact {
  readonly left: boolean;
  readonly right: boolean;
  readonly top: boolean;
  readonly bottom: boolean;
}

/** The objects of a mask. */
export interface Components {
  /** `height * width` numbers: 0 is background, n is the component with label n. */
  readonly labels: Int32Array;
  /** One an object, numbered by their first pixel in raster order. */
  readonly components: readonly Component[];
}

/**
 * Finds the connected objects of a mask, with their statistics.
 *
 * Two passes over the runs of the rows; the numbering is that of `scipy.ndimage.label` and
 * `skimage.measure.label`.
 *
 * @param mask Any value but 0 is foreground.
 * @param connectivity 4 (sides) or 8 (sides and corners). @default {8}
 * @param map Probabilities whose maximum and mean each object is to have.
 * @throws {InputError} Where the connectivity is neither 4 nor 8, or the map's size is not the mask's.
 *
 * @example
 * ```ts
 * import { connectedComponents } from "./components.ts";
 *
 * const mask = { data: Uint8Array.from([1, 0, 0, 1, 0, 1]), width: 3, height: 2 };
 * const { components, labels } = connectedComponents(mask, 8);
 * if (components.length !== 2 || components[0]?.area !== 2) throw new Error();
 * if (labels.join() !== "1,0,0,1,0,2") throw new Error();
 * ```
 */
export function connectedComponents(
  mask: Mask,
  connectivity: Connectivity = 8,
  map?: ProbabilityMap,
): Components {
  checkConnectivity(connectivity, "find components");
  if (map && (map.width !== mask.width || map.height !== mask.height)) {
    throw new InputError(
      `Cannot find components: map must be ${mask.width}x${mask.height}, current value is ${map.width}x${map.height}`,
    );
  }
  const runs = maskRuns(mask);
  const labelled = labelRuns(runs, connectivity);
  return {
    labels: paintLabels(runs, labelled),
    components: measure(runs, labelled, map),
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

function measure(
  runs: Runs,
  labelled: LabelledRuns,
  map: ProbabilityMap | undefined,
): Component[] {
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
  const sides = componentSides(runs, labelled);
  const values = map && probabilities(runs, labelled, map);
  return Array.from({ length: components }, (_, c) => ({
    label: c + 1,
    area: area[c]!,
    left: left[c]!,
    top: top[c]!,
    width: right[c]! - left[c]!,
    height: bottom[c]! - top[c]!,
    centroidX: sumX[c]! / area[c]!,
    centroidY: sumY[c]! / area[c]!,
    touchesBorder: sides[c] !== 0,
    touches: {
      left: (sides[c]! & sideBits.left) !== 0,
      right: (sides[c]! & sideBits.right) !== 0,
      top: (sides[c]! & sideBits.top) !== 0,
      bottom: (sides[c]! & sideBits.bottom) !== 0,
    },
    ...(values &&
      { maximum: values.maximum[c]!, mean: values.sum[c]! / area[c]! }),
  }));
}
