import type { Mask, ProbabilityMap } from "../core/mod.ts";
import { countAbove } from "../postprocess/triplet.ts";
import { type LabelledRuns, mapRuns, type Runs } from "../postprocess/runs.ts";
import {
  type EnclosedObjects,
  enclosedObjects,
  prefixSums,
} from "./enclosed_objects.ts";
import { gridAxes, gridSize, type SearchGrid } from "./search_grid.ts";
import { probabilitiesOf, type StoredMap } from "./stored_map.ts";

/**
 * Counts the foreground at every point of a grid whose masks have their holes filled at last, which a component tree
 * does not know: from one labelling a threshold.
 *
 * @param stored Probabilities at the truth's size.
 * @param truth The label.
 * @param grid What is searched; objects are 8-connected, background 4-connected.
 */
export function filledCounts(
  stored: StoredMap,
  truth: Mask,
  grid: SearchGrid,
): { predicted: Int32Array; both: Int32Array; labelled: number } {
  const map = probabilitiesOf(stored);
  const sums = prefixSums(truth.data);
  const size = gridSize(gridAxes(grid));
  const counts = {
    predicted: new Int32Array(size),
    both: new Int32Array(size),
    labelled: sums.at(-1)!,
  };
  const { minimumAreas } = grid;
  if (grid.kind === "area") {
    grid.thresholds.forEach((threshold, t) => {
      const objects = enclosedObjects(mapRuns(map, threshold), sums);
      addKept(counts, objects, minimumAreas, t * minimumAreas.length, 1);
    });
    return counts;
  }
  const { tops, bottoms } = grid;
  const row = (t: number, b: number) =>
    t * minimumAreas.length * bottoms.length + b;
  if (grid.kind === "triplet") {
    const above = tops.map((top) => countAbove(map, top));
    bottoms.forEach((bottom, b) => {
      const one = { predicted: [0], both: [0] };
      addKept(one, enclosedObjects(mapRuns(map, bottom), sums), [0], 0, 1);
      tops.forEach((_, t) =>
        minimumAreas.forEach((area, a) => {
          if (above[t]! < area) return;
          counts.predicted[row(t, b) + a * bottoms.length] = one.predicted[0]!;
          counts.both[row(t, b) + a * bottoms.length] = one.both[0]!;
        })
      );
    });
    return counts;
  }
  // A bottom above the top counts as the top.
  for (const low of new Set([...tops, ...bottoms])) {
    const pairs = tops.flatMap((top, t) =>
      bottoms.flatMap((bottom, b) =>
        Math.min(top, bottom) === low ? [{ top, t, b }] : []
      )
    );
    if (pairs.length === 0) continue;
    const runs = mapRuns(map, low);
    const objects = enclosedObjects(runs, sums);
    const peaks = componentPeaks(map, runs, objects.labelled);
    for (const { top, t, b } of pairs) {
      addKept(
        counts,
        objects,
        minimumAreas,
        row(t, b),
        bottoms.length,
        (c) => peaks[c]! > top,
      );
    }
  }
  return counts;
}

/**
 * Adds, for each minimum area, the outermost kept objects with all that they enclose.
 *
 * @param first Index of the first area's count.
 * @param stride From one area's count to the next one's.
 * @param may Objects that are kept if they are large enough.
 */
function addKept(
  { predicted, both }: {
    readonly predicted: number[] | Int32Array;
    readonly both: number[] | Int32Array;
  },
  { own, area, hits, around }: EnclosedObjects,
  minimumAreas: readonly number[],
  first: number,
  stride: number,
  may?: (object: number) => boolean,
): void {
  const inKept = new Uint8Array(own.length);
  minimumAreas.forEach((minimum, m) => {
    const at = first + m * stride;
    for (let c = 0; c < own.length; c++) {
      const covered = around[c]! >= 0 && inKept[around[c]!] === 1;
      const kept = own[c]! >= minimum && (!may || may(c));
      inKept[c] = covered || kept ? 1 : 0;
      if (covered || !kept) continue;
      predicted[at]! += area[c]!;
      both[at]! += hits[c]!;
    }
  });
}

/** The greatest probability in each object. */
function componentPeaks(
  { data, width }: ProbabilityMap,
  { row, start, end, height }: Runs,
  { label, components }: LabelledRuns,
): Float32Array {
  const peaks = new Float32Array(components);
  for (let y = 0; y < height; y++) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      let peak = peaks[label[r]!]!;
      const last = y * width + end[r]!;
      for (let i = y * width + start[r]!; i < last; i++) {
        if (data[i]! > peak) peak = data[i]!;
      }
      peaks[label[r]!] = peak;
    }
  }
  return peaks;
}
