import {
  backgroundRuns,
  componentAreas,
  componentsOnBorder,
  type LabelledRuns,
  labelRuns,
  type Runs,
} from "../postprocess/runs.ts";

/** Sums of a binary picture: entry i is the number of foreground pixels among the first i. */
export function prefixSums(data: Uint8Array): Int32Array {
  const sums = new Int32Array(data.length + 1);
  for (let i = 0; i < data.length; i++) {
    sums[i + 1] = sums[i]! + (data[i] === 0 ? 0 : 1);
  }
  return sums;
}

/** Truth pixels under each component. */
function componentHits(
  { row, start, end, width, height }: Runs,
  { label, components }: LabelledRuns,
  truth: Int32Array,
): Int32Array {
  const hits = new Int32Array(components);
  for (let y = 0; y < height; y++) {
    const first = y * width;
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      hits[label[r]!]! += truth[first + end[r]!]! - truth[first + start[r]!]!;
    }
  }
  return hits;
}

/**
 * For each component, the component of the other kind at the left of its first pixel in raster order, which is the
 * one that surrounds it; -1 where the picture ends there.
 *
 * Why: nothing of the component lies above or left of that pixel, so its left neighbour is outside it; and what
 * touches a component from outside is connected, since objects go by 8 neighbours and background by 4.
 */
function surrounding(
  inner: Runs,
  { label, components }: LabelledRuns,
  outer: Runs,
  outerLabel: Int32Array,
): Int32Array {
  const result = new Int32Array(components).fill(-1);
  for (let y = 0, seen = 0; y < inner.height; y++) {
    const first = inner.row[y]!;
    // Runs of the two kinds take turns along a row.
    const shift = inner.start[first] === 0 ? -1 : 0;
    for (let r = first; r < inner.row[y + 1]!; r++) {
      if (label[r] !== seen) continue;
      if (inner.start[r]! > 0) {
        result[seen] = outerLabel[outer.row[y]! + r - first + shift]!;
      }
      seen++;
    }
  }
  return result;
}

/** Objects with all that they enclose, and which object encloses each. */
export interface EnclosedObjects {
  /** Which object each run belongs to. */
  readonly labelled: LabelledRuns;
  /** Pixels of each object, holes left out. */
  readonly own: ArrayLike<number>;
  /** Pixels of each object with all that it encloses. */
  readonly area: ArrayLike<number>;
  /** Those of them that are foreground in the truth. */
  readonly hits: ArrayLike<number>;
  /** The next object around each, -1 for none; always numbered lower. */
  readonly around: Int32Array;
}

/**
 * The objects of a mask with all that they enclose: from them what `removeSmall`, or any other choice of objects, and
 * then `fillHoles` leave can be counted without labelling again.
 *
 * Removing an object changes the holes: what it enclosed joins what surrounds it. But objects (8-connected) and
 * background (4-connected) surround each other like nested boxes, so the filled mask is the union of the kept
 * objects, each with all that it encloses; the outermost kept ones hold all others.
 *
 * @param runs Foreground of the mask.
 * @param truth From {@linkcode prefixSums} of the label.
 */
export function enclosedObjects(
  runs: Runs,
  truth: Int32Array,
): EnclosedObjects {
  const labelled = labelRuns(runs, 8);
  const own = componentAreas(runs, labelled);
  const area = own.slice();
  const hits = componentHits(runs, labelled, truth);
  const background = backgroundRuns(runs);
  const regions = labelRuns(background, 4);
  const open = componentsOnBorder(background, regions);
  const regionArea = componentAreas(background, regions);
  const regionHits = componentHits(background, regions, truth);
  const owner = surrounding(background, regions, runs, labelled.label);
  const region = surrounding(runs, labelled, background, regions.label);
  for (let b = 0; b < regions.components; b++) {
    if (open[b]) continue;
    area[owner[b]!]! += regionArea[b]!;
    hits[owner[b]!]! += regionHits[b]!;
  }
  const around = region.map((b) => b < 0 || open[b] ? -1 : owner[b]!);
  for (let c = labelled.components - 1; c >= 0; c--) {
    if (around[c]! < 0) continue;
    area[around[c]!]! += area[c]!;
    hits[around[c]!]! += hits[c]!;
  }
  return { labelled, own, area, hits, around };
}
