import type { ProbabilityMap } from "../core/mod.ts";
import {
  andBits,
  anyBits,
  type BitMask,
  countBits,
  emptyBits,
  packAbove,
  packAtLeast,
} from "./bits.ts";
import { bitRuns, componentAreas, labelRuns, paintRuns } from "./runs.ts";

/** The thresholds of one stage of the cascade. */
export interface CascadeStage {
  /** An object is kept if its largest probability is above it (strictly) ... */
  readonly high: number;
  /** ... and of it the pixels above it (strictly) become foreground. */
  readonly lower: number;
  /** Pixels below it belong to no object. */
  readonly drop: number;
  /** Share of an object's pixels that must be above 0.9 high (strictly). */
  readonly ratio: number;
}

/** A stage's selection: pixels above `lower` in the objects that `high` and `ratio` let through. */
export function selectObjects(
  map: ProbabilityMap,
  { high, lower, drop, ratio }: CascadeStage,
): BitMask {
  const runs = bitRuns(packAtLeast(map, drop));
  const labelled = labelRuns(runs, 8);
  const { label, components } = labelled;
  const { row, start, end, width, height } = runs;
  const area = componentAreas(runs, labelled);
  const strong = new Int32Array(components);
  const kept = new Uint8Array(components);
  const above = packAbove(map, high).words;
  const near = packAbove(map, .9 * high);
  for (let y = 0; y < height; y++) {
    const first = y * near.stride;
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const c = label[r]!, s = start[r]!, e = end[r]!;
      strong[c]! += countBits(near.words, first, s, e);
      if (kept[c] === 0 && anyBits(above, first, s, e)) kept[c] = 1;
    }
  }
  for (let c = 0; c < components; c++) {
    if (strong[c]! / area[c]! < ratio) kept[c] = 0;
  }
  const objects = emptyBits(width, height);
  paintRuns(objects, runs, labelled, kept, 1);
  return andBits(objects, packAbove(map, lower));
}
