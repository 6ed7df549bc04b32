import type { Mask } from "../core/mod.ts";

/** The objects of a mask, in the order of their first pixel, rows first. */
export interface ComponentAreas {
  /** Pixels of each object. */
  readonly areas: readonly number[];
  /** Whether each object has a pixel in the picture's first or last row or column. */
  readonly atBorder: readonly boolean[];
}

/** Groups of runs that were found to touch; each group is named by its first run. */
function runGroups() {
  const parent: number[] = [];
  const find = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!;
      i = parent[i]!;
    }
    return i;
  };
  return {
    find,
    add: () => parent.push(parent.length) - 1,
    join(a: number, b: number) {
      const [x, y] = [find(a), find(b)];
      parent[Math.max(x, y)] = Math.min(x, y);
    },
  };
}

/**
 * Counts the objects of a mask, their areas, and which of them touch the picture's border. Pixels that touch by a
 * side or a corner (8 neighbours) belong to one object.
 *
 * @param mask The mask.
 * @returns An entry for each object.
 *
 * @example
 * ```ts
 * import { componentAreas } from "./component_areas.ts";
 *
 * const data = new Uint8Array([0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
 * const { areas, atBorder } = componentAreas({ data, width: 4, height: 3 });
 * if (areas.join() !== "2,1" || !atBorder.every(Boolean)) throw new Error();
 * ```
 */
export function componentAreas(mask: Mask): ComponentAreas {
  const { data, width, height } = mask;
  const groups = runGroups();
  const lengths: number[] = [];
  const border: boolean[] = [];
  // Runs of the row above: start, end (last pixel) and number.
  let above: (readonly [number, number, number])[] = [];
  for (let y = 0; y < height; y++) {
    const row: (readonly [number, number, number])[] = [];
    const base = y * width;
    let next = 0;
    for (let x = 0; x < width; x++) {
      if (data[base + x] === 0) continue;
      const start = x;
      while (x + 1 < width && data[base + x + 1] !== 0) x++;
      const run = groups.add();
      lengths[run] = x - start + 1;
      border[run] = y === 0 || y === height - 1 || start === 0 ||
        x === width - 1;
      while (next < above.length && above[next]![1] < start - 1) next++;
      for (let i = next; i < above.length && above[i]![0] <= x + 1; i++) {
        groups.join(run, above[i]![2]);
      }
      row.push([start, x, run]);
    }
    above = row;
  }
  const areas = new Map<number, number>();
  const atBorder = new Map<number, boolean>();
  lengths.forEach((length, run) => {
    const group = groups.find(run);
    areas.set(group, (areas.get(group) ?? 0) + length);
    atBorder.set(group, (atBorder.get(group) ?? false) || border[run]!);
  });
  return { areas: [...areas.values()], atBorder: [...atBorder.values()] };
}
