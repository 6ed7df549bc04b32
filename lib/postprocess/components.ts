import type { Mask } from "../core/mod.ts";
import {
  checkConnectivity,
  type Connectivity,
  type LabelledRuns,
  labelRuns,
  maskRuns,
  type Runs,
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
 * @throws {InputError} Where the connectivity is neither 4 nor 8.
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
): Components {
  checkConnectivity(connectivity, "find components");
  const runs = maskRuns(mask);
  const labelled = labelRuns(runs, connectivity);
  return {
    labels: paintLabels(runs, labelled),
    components: measure(runs, labelled),
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

function measure(
  { width, height, start, end, row }: Runs,
  { label, components }: LabelledRuns,
): Component[] {
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
  return Array.from(area, (pixels, c) => ({
    label: c + 1,
    area: pixels,
    left: left[c]!,
    top: top[c]!,
    width: right[c]! - left[c]!,
    height: bottom[c]! - top[c]!,
    centroidX: sumX[c]! / pixels,
    centroidY: sumY[c]! / pixels,
    touchesBorder: left[c] === 0 || top[c] === 0 || right[c] === width ||
      bottom[c] === height,
  }));
}
