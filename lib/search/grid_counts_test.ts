import assert from "node:assert/strict";
import { type Mask, type ProbabilityMap, randomSource } from "../core/mod.ts";
import {
  confusion,
  dice,
  type EmptyPolicy,
  fBeta,
  iou,
  precision,
  recall,
} from "../metrics/mod.ts";
import {
  connectedComponents,
  fillHoles as fillHolesOf,
  removeSmall,
  thresholdMap,
} from "../postprocess/mod.ts";
import { randomMask } from "../postprocess/test_masks.ts";
import { componentTree } from "./component_tree.ts";
import { gridCounts } from "./grid_counts.ts";
import { scoreCounts } from "./pixel_score.ts";
import { gridPoint, type SearchGrid } from "./search_grid.ts";
import { randomItem } from "./test_maps.ts";

/** The mask of one point, step by step on the pixels. */
function literalMask(
  map: ProbabilityMap,
  grid: SearchGrid,
  point: Record<string, number>,
): Mask {
  const area = point["minimumArea"]!;
  if (grid.kind === "area") {
    return removeSmall(thresholdMap(map, point["threshold"]!), area);
  }
  const top = point["top"]!, bottom = point["bottom"]!;
  const above = thresholdMap(map, top);
  if (grid.kind === "triplet") {
    const pixels = above.data.reduce((sum, v) => sum + v, 0);
    const mask = thresholdMap(map, bottom);
    return pixels < area
      ? { ...mask, data: new Uint8Array(mask.data.length) }
      : mask;
  }
  const mask = thresholdMap(map, Math.min(top, bottom));
  const { labels } = connectedComponents(mask, 8);
  const seeds = new Set(labels.filter((_, i) => above.data[i] === 1));
  const data = Uint8Array.from(labels, (l) => l > 0 && seeds.has(l) ? 1 : 0);
  return removeSmall({ ...mask, data }, area);
}

const grids: SearchGrid[] = [
  {
    kind: "area",
    thresholds: [.04, .15, .3, .5, .7, .9],
    minimumAreas: [0, 2, 5, 12, 40],
  },
  {
    kind: "hysteresis",
    tops: [.3, .5, .8],
    minimumAreas: [0, 3, 9, 30],
    bottoms: [.05, .2, .3, .45, .6],
  },
  {
    kind: "triplet",
    tops: [.3, .5, .8],
    minimumAreas: [0, 3, 9, 30, 200],
    bottoms: [.2, .3, .45, .9],
  },
];

Deno.test("gridCounts() equals each point's mask made step by step, on 450 random maps", () => {
  for (let seed = 0; seed < 450; seed++) {
    const fillHoles = seed % 6 > 2;
    const grid = { ...grids[seed % grids.length]!, fillHoles };
    const { map, truth } = randomItem(seed);
    const counts = gridCounts(map, truth, grid);
    const policy: EmptyPolicy = seed % 2 ? "siim" : "emptyIsNaN";
    const scores = {
      dice: scoreCounts(counts, { name: "dice", policy }),
      iou: scoreCounts(counts, { name: "iou", policy }),
      precision: scoreCounts(counts, { name: "precision", policy }),
      recall: scoreCounts(counts, { name: "recall", policy }),
      fBeta: scoreCounts(counts, { name: "f_beta", beta: .5, policy }),
    };
    for (let point = 0; point < counts.predicted.length; point++) {
      const at = gridPoint(grid, point);
      const open = literalMask(map, grid, at);
      const mask = fillHoles ? fillHolesOf(open) : open;
      const found = confusion(mask, truth);
      const text = `${seed} ${grid.kind} ${JSON.stringify(at)}`;
      assert.equal(
        counts.both[point],
        found.truePositive,
        text,
      );
      assert.equal(
        counts.predicted[point],
        found.truePositive + found.falsePositive,
        text,
      );
      assert.equal(scores.dice[point], dice(found, policy), text);
      assert.equal(scores.iou[point], iou(found, policy), text);
      assert.equal(scores.precision[point], precision(found, policy), text);
      assert.equal(scores.recall[point], recall(found, policy), text);
      assert.ok(
        Object.is(scores.fBeta[point], fBeta(found, .5, policy)) ||
          Math.abs(scores.fBeta[point]! - fBeta(found, .5, policy)) < 1e-15,
        text,
      );
    }
  }
});

Deno.test("gridCounts() counts maps as they are stored like the probabilities they stand for", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { map, truth } = randomItem(seed);
    const { width, height } = map;
    for (const levels of [255, 65535]) {
      const rounded = map.data.map((p) => Math.round(p * levels));
      const stored = levels === 255
        ? Uint8Array.from(rounded)
        : Uint16Array.from(rounded);
      const held = Float32Array.from(stored, (v) => v / levels);
      // Thresholds on levels, and just beside them.
      const thresholds = [51, 102, 153].flatMap((v) => {
        const level = Math.fround(v / 255);
        return [level - 1e-9, level, level + 1e-9];
      });
      const fillHoles = seed % 3 === 0;
      const grid = {
        kind: "area",
        thresholds,
        minimumAreas: [0, 7],
        fillHoles,
      } as const;
      assert.deepEqual(
        gridCounts({ data: stored, width, height }, truth, grid),
        gridCounts({ data: held, width, height }, truth, grid),
      );
    }
  }
});

Deno.test("componentTree() has the objects of every level, with both connectivities", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = randomSource(seed, "levels");
    const { width, height } = randomMask(seed, 24);
    const highest = [2, 5, 300, 65535][seed % 4]!;
    const data = Uint16Array.from(
      { length: width * height },
      () => random.integer(highest + 1),
    );
    const truth = {
      data: data.map((_, i) => i % 3 ? 0 : 1),
      width,
      height,
    };
    const label: Mask = { width, height, data: Uint8Array.from(truth.data) };
    const connectivity = seed % 3 ? 8 : 4;
    const tree = componentTree({ data, width, height }, label, connectivity);
    const some = [1, 2, ...data.slice(0, 12)].filter((level) => level > 0);
    for (const level of new Set(some)) {
      const mask: Mask = {
        data: Uint8Array.from(data, (v) => v >= level ? 1 : 0),
        width,
        height,
      };
      const { components, labels } = connectedComponents(mask, connectivity);
      const expected = components.map(({ area }, c) => {
        let hits = 0, peak = 0;
        labels.forEach((l, i) => {
          if (l !== c + 1) return;
          hits += label.data[i]!;
          peak = Math.max(peak, data[i]!);
        });
        return [area, hits, peak].join();
      });
      const found: string[] = [];
      for (let n = 0; n < tree.count; n++) {
        if (tree.below[n]! < level && level <= tree.level[n]!) {
          found.push([tree.area[n], tree.hits[n], tree.peak[n]].join());
        }
        const p = tree.parent[n]!;
        assert.ok(p === -1 || (p > n && tree.level[p] === tree.below[n]));
      }
      assert.deepEqual(found.sort(), expected.sort());
    }
  }
});

Deno.test("gridCounts() refuses values that do not rise", () => {
  const { map, truth } = randomItem(1);
  const grid = (thresholds: number[], minimumAreas: number[]) =>
    gridCounts(map, truth, { kind: "area", thresholds, minimumAreas });
  assert.throws(
    () => grid([.5, .5], [0]),
    /values of threshold must be rising/,
  );
  assert.throws(() => grid([.5], []), /values of minimumArea must be rising/);
  assert.throws(() => grid([NaN], [0]), /values of threshold must be rising/);
});

Deno.test("gridCounts() counts 65,534 thresholds, and refuses more and grids of too many points", () => {
  const map = {
    data: Float32Array.of(.1, .95, .2, 1 - 2 ** -24),
    width: 4,
    height: 1,
  };
  const truth = { data: Uint8Array.of(1, 0, 1, 1), width: 4, height: 1 };
  const rising = (count: number, shift = 0) =>
    Array.from({ length: count }, (_, i) => (i + shift) / count);
  const areas = (thresholds: number[], minimumAreas = [0]) =>
    gridCounts(map, truth, { kind: "area", thresholds, minimumAreas });
  const pair = (
    kind: "hysteresis" | "triplet",
    tops: number[],
    bottoms: number[],
  ) => gridCounts(map, truth, { kind, tops, minimumAreas: [0], bottoms });

  const most = rising(65534);
  const above = most.map((t) => map.data.filter((v) => v > t).length);
  assert.deepEqual([...areas(most).predicted], above);
  assert.deepEqual([...pair("triplet", [.5], most).predicted], above);
  assert.throws(
    () => areas(rising(65535)),
    /Cannot search: different thresholds must be 65534 at most, current value is 65535/,
  );
  for (const kind of ["hysteresis", "triplet"] as const) {
    assert.throws(
      () => pair(kind, rising(1), rising(65535)),
      /different thresholds, tops and bottoms together, must be 65534 at most, current value is 65535/,
    );
    assert.throws(
      () => pair(kind, rising(40000), rising(40000, .5)),
      /must be 65534 at most, current value is 80000/,
    );
    assert.throws(
      () => pair(kind, rising(30000), rising(30000)),
      /points of the grid must be 16777216 at most, current value is 900000000/,
    );
  }
  assert.throws(
    () => areas(most, Array.from({ length: 257 }, (_, i) => i)),
    /points of the grid must be 16777216 at most, current value is 16842238/,
  );
});

Deno.test("gridCounts() refuses a kind or an axis that is not there, and says which there are", () => {
  const { map, truth } = randomItem(1);
  // As a file that is not checked may hold it.
  const counts = (text: string) => gridCounts(map, truth, JSON.parse(text));
  assert.throws(
    () => counts('{"kind":"are","thresholds":[0.5],"minimumAreas":[0]}'),
    /Cannot search: kind must be one of area, hysteresis, triplet, current value is are\n +Remedy: Did you mean area/,
  );
  assert.throws(
    () => counts('{"thresholds":[0.5],"minimumAreas":[0]}'),
    /kind must be one of area, hysteresis, triplet, current value is undefined/,
  );
  assert.throws(
    () => counts('{"kind":"hysteresis","thresholds":[0.5],"minimumAreas":[0]}'),
    /values of top must be rising numbers in \[0, 1\], one or more, current value is undefined/,
  );
});
