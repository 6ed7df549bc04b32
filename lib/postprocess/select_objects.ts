import type { ProbabilityMap } from "../core/mod.ts";
import { type BitMask, emptyBits, packAtLeast } from "./bits.ts";
import type { CascadeStage } from "./cascade.ts";
import { bitRuns, labelRuns } from "./runs.ts";

/** A cascade stage's selection: pixels above `lower` in the objects that `high` and `ratio` let through. */
export function selectObjects(
  map: ProbabilityMap,
  { high, lower, drop, ratio }: CascadeStage,
): BitMask {
  const { data, width, height } = map;
  const runs = bitRuns(packAtLeast(map, drop));
  const { label, components } = labelRuns(runs, 8);
  const { row, start, end } = runs;
  const area = new Int32Array(components);
  const strong = new Int32Array(components);
  const reached = new Uint8Array(components);
  const nearHigh = .9 * high;
  for (let y = 0; y < height; y++) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const c = label[r]!;
      const first = y * width + start[r]!, last = y * width + end[r]!;
      let count = 0, above = 0;
      for (let i = first; i < last; i++) {
        const p = data[i]!;
        count += p > nearHigh ? 1 : 0;
        above |= p > high ? 1 : 0;
      }
      area[c]! += last - first;
      strong[c]! += count;
      reached[c]! |= above;
    }
  }
  const selected = emptyBits(width, height);
  const { words, stride } = selected;
  for (let y = 0; y < height; y++) {
    for (let r = row[y]!; r < row[y + 1]!; r++) {
      const c = label[r]!;
      if (!reached[c] || strong[c]! / area[c]! < ratio) continue;
      for (let x = start[r]!; x < end[r]!; x++) {
        if (data[y * width + x]! > lower) {
          words[y * stride + (x >>> 5)]! |= 1 << (x & 31);
        }
      }
    }
  }
  return selected;
}
