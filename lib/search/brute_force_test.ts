import assert from "node:assert/strict";
import {
  InputError,
  type Mask,
  type RandomSource,
  randomSource,
} from "../core/mod.ts";
import { componentTree } from "./component_tree.ts";
import { gridCounts } from "./grid_counts.ts";
import { scoreCounts } from "./pixel_score.ts";
import { gridPoint, type SearchGrid } from "./search_grid.ts";
import type { StoredMap } from "./stored_map.ts";
import {
  literalCounts,
  literalObjects,
  literalPixels,
  literalProbabilities,
} from "./test_literal.ts";
import { ReliabilityBuilder } from "./reliability.ts";
import { levelCounts, thresholdCounts } from "./threshold_counts.ts";

const next = new Float32Array(1);
const bits = new Int32Array(next.buffer);

/** The single-precision number so many steps from another one. */
function beside(value: number, steps: number): number {
  next[0] = value;
  bits[0]! += steps;
  return next[0]!;
}

/** Sizes with a row or a column of one pixel among them. */
function drawSize(random: RandomSource): { width: number; height: number } {
  const side = () => 1 + random.integer(11);
  const one = random.integer(4);
  return {
    width: one === 0 ? 1 : side(),
    height: one === 1 ? 1 : side() + (one === 0 ? 20 : 0),
  };
}

/** Few levels, so that most pixels are tied; in single precision some lie just beside a level. */
function drawMap(seed: number): { map: StoredMap; truth: Mask } {
  const random = randomSource(seed, "brute force");
  const size = drawSize(random);
  const count = size.width * size.height;
  const levels = 1 + random.integer(6);
  const draw = () => random.integer(levels + 1) / levels;
  const values = Array.from({ length: count }, draw);
  const data = seed % 3 === 0
    ? Uint8Array.from(values, (p) => Math.round(255 * p))
    : seed % 3 === 1
    ? Uint16Array.from(values, (p) => Math.round(65535 * p))
    : Float32Array.from(
      values,
      (p) => p > 0 && random.chance(.3) ? beside(p, random.integer(3) - 1) : p,
    );
  const share = [0, .3, 1][random.integer(3)]!;
  const truth = Uint8Array.from(
    { length: count },
    () => random.chance(share) ? 255 : 0,
  );
  return { map: { data, ...size }, truth: { data: truth, ...size } };
}

/** Rising values, most of them the map's own. */
function drawThresholds(map: StoredMap, random: RandomSource): number[] {
  const own = literalProbabilities(map);
  const values = Array.from(
    { length: 1 + random.integer(4) },
    () => random.chance(.7) ? own[random.integer(own.length)]! : random.next(),
  );
  return [...new Set(values.map((v) => Math.min(v, 1)))].sort((a, b) => a - b);
}

function drawGrid(map: StoredMap, seed: number): SearchGrid {
  const random = randomSource(seed, "grid");
  const areas = [0, 1, 2, 3, 5, 9, 20];
  const minimumAreas = areas.filter(() => random.chance(.5));
  if (minimumAreas.length === 0) minimumAreas.push(random.integer(6));
  const tops = drawThresholds(map, random);
  const fillHoles = random.chance(.4);
  const connectivity = !fillHoles && random.chance(.5) ? 4 : 8;
  const objects = { connectivity, fillHoles } as const;
  if (seed % 3 === 0) {
    return { kind: "area", thresholds: tops, minimumAreas, ...objects };
  }
  const axes = { tops, minimumAreas, bottoms: drawThresholds(map, random) };
  return seed % 3 === 1
    ? { kind: "hysteresis", ...axes, ...objects }
    : { kind: "triplet", ...axes, fillHoles };
}

Deno.test("gridCounts() equals flooding at every point: 4 and 8, holes open and filled, ties, 8 and 16 bits, single precision, rows of one pixel", () => {
  let kept = 0;
  for (let seed = 0; seed < 600; seed++) {
    const { map, truth } = drawMap(seed);
    const grid = drawGrid(map, Math.floor(seed / 3));
    const { predicted, both, labelled, pixels } = gridCounts(map, truth, grid);
    const { length } = truth.data;
    assert.deepEqual([labelled, pixels], [
      truth.data.filter((v) => v !== 0).length,
      length,
    ]);
    for (let point = 0; point < predicted.length; point++) {
      const setting = gridPoint(grid, point);
      const expected = literalCounts(literalPixels(map, grid, setting), truth);
      assert.deepEqual(
        { predicted: predicted[point], both: both[point] },
        expected,
        `${seed} ${grid.kind} ${JSON.stringify(setting)}`,
      );
      if (expected.predicted > 0 && expected.predicted < length) kept++;
    }
  }
  // Points that are neither empty nor full.
  assert.ok(kept > 1000, `${kept}`);
});

Deno.test("componentTree() equals flooding at every level, connected by 4 and by 8, rows of one pixel among them", () => {
  for (let seed = 0; seed < 400; seed++) {
    const random = randomSource(seed, "tree");
    const { width, height } = drawSize(random);
    const highest = 1 + random.integer(5);
    const data = Uint16Array.from(
      { length: width * height },
      () => random.integer(highest + 1),
    );
    const truth = {
      data: Uint8Array.from(data, () => random.integer(2)),
      width,
      height,
    };
    for (const connectivity of [4, 8] as const) {
      const tree = componentTree({ data, width, height }, truth, connectivity);
      for (let level = 1; level <= highest; level++) {
        const objects = literalObjects(
          (i) => data[i]! >= level,
          width,
          height,
          connectivity,
        );
        const expected = objects.map((object) =>
          [
            object.length,
            object.filter((i) => truth.data[i]).length,
            Math.max(...object.map((i) => data[i]!)),
          ].join()
        );
        const nodes = Array.from({ length: tree.count }, (_, n) => n);
        const found = nodes
          .filter((n) => tree.below[n]! < level && level <= tree.level[n]!)
          .map((n) => [tree.area[n], tree.hits[n], tree.peak[n]].join());
        assert.deepEqual(found.sort(), expected.sort(), `seed ${seed}`);
      }
    }
  }
});

Deno.test("thresholdCounts() gives Dice, IoU and F-beta at every threshold of an image, as the definitions do", () => {
  const near = (found: number, expected: number, text: string) =>
    assert.ok(
      Object.is(found, expected) || Math.abs(found - expected) < 1e-12,
      `${text}: ${found}, ${expected}`,
    );
  for (let seed = 0; seed < 150; seed++) {
    const { map, truth } = drawMap(seed);
    const p = literalProbabilities(map);
    const counts = thresholdCounts(map, truth);
    const policy = seed % 2 ? "siim" : "emptyIsNaN";
    const beta = [.5, 1, 2][seed % 3]!;
    const found = {
      dice: scoreCounts(counts, { name: "dice", policy }),
      iou: scoreCounts(counts, { name: "iou", policy }),
      fBeta: scoreCounts(counts, { name: "f_beta", beta, policy }),
    };
    const labelled = truth.data.filter((v) => v !== 0).length;
    // Of 256 or 65,536 levels those that occur, and their neighbours.
    const own = new Set(p);
    counts.thresholds.forEach((threshold, k) => {
      const beside = [k - 1, k, k + 1].some((n) =>
        own.has(counts.thresholds[n]!)
      );
      if (!beside) return;
      let both = 0, predicted = 0;
      p.forEach((value, i) => {
        if (!(value > threshold)) return;
        predicted++;
        if (truth.data[i] !== 0) both++;
      });
      const score = (above: number, below: number) =>
        predicted + labelled === 0
          ? policy === "siim" ? 1 : NaN
          : below === 0
          ? policy === "siim" ? 0 : NaN
          : above / below;
      const text = `seed ${seed} at ${threshold}`;
      near(found.dice[k]!, score(2 * both, predicted + labelled), text);
      near(found.iou[k]!, score(both, predicted + labelled - both), text);
      const square = beta * beta;
      const weighted = square * labelled + predicted;
      near(found.fBeta[k]!, score((1 + square) * both, weighted), text);
    });
  }
});

Deno.test("gridCounts() takes what is no number for background, and what is beyond 1 for foreground", () => {
  const odd = [NaN, -1, -0, 0, Infinity, 2, -Infinity, .5];
  const map = { data: Float32Array.from(odd), width: 8, height: 1 };
  const truth = { data: new Uint8Array(8).fill(1), width: 8, height: 1 };
  const grid = {
    kind: "area",
    thresholds: [0, .25, .5],
    minimumAreas: [0],
  } as const;
  const { predicted } = gridCounts(map, truth, grid);
  assert.deepEqual([...predicted], [3, 3, 2]);
});

Deno.test("gridCounts() refuses thresholds that are no probability, negative areas and pictures of other sizes", () => {
  const map = { data: new Float32Array(6), width: 3, height: 2 };
  const truth = { data: new Uint8Array(6), width: 3, height: 2 };
  const run = (
    { thresholds = [.5], minimumAreas = [0], some = map, label = truth } = {},
  ) => gridCounts(some, label, { kind: "area", thresholds, minimumAreas });
  assert.throws(
    () => run({ thresholds: [.5, 1.5] }),
    /threshold must be rising numbers in \[0, 1\], .* current value is \[0.5, 1.5\]/,
  );
  assert.throws(() => run({ thresholds: [.5, .4] }), InputError);
  assert.throws(() => run({ thresholds: [] }), InputError);
  assert.throws(
    () => run({ minimumAreas: [-1] }),
    /minimumArea must be rising numbers from 0/,
  );
  assert.throws(() => run({ minimumAreas: [Infinity] }), InputError);
  const four = {
    kind: "area",
    thresholds: [.5],
    minimumAreas: [0],
    connectivity: 4,
    fillHoles: true,
  } as const;
  assert.throws(
    () => gridCounts(map, truth, four),
    /connectivity must be 8 where holes are filled, current value is 4/,
  );
  assert.throws(
    () => run({ some: { ...map, width: 2, height: 3 } }),
    InputError,
  );
  assert.throws(
    () => run({ label: { ...truth, data: new Uint8Array(5) } }),
    /the truth: it must have 6 values \(3x2\), current value is 5/,
  );
  assert.throws(
    () => run({ some: { ...map, data: new Float32Array(7) } }),
    /the map: it must have 6 values \(3x2\), current value is 7/,
  );
});

Deno.test("levelCounts() and ReliabilityBuilder refuse what is no probability", () => {
  const truth = { data: Uint8Array.of(1, 0), width: 2, height: 1 };
  for (const value of [NaN, -.5]) {
    const map = { data: Float32Array.of(.5, value), width: 2, height: 1 };
    const refused = {
      name: "InputError",
      message: new RegExp(`current value at 1 is ${value}`),
    };
    assert.throws(() => levelCounts(map, truth), refused);
    assert.throws(() => thresholdCounts(map, truth), refused);
    assert.throws(() => new ReliabilityBuilder().add(map, truth), refused);
  }
  const beyond = { data: Float32Array.of(.5, 1.5), width: 2, height: 1 };
  assert.throws(
    () => new ReliabilityBuilder().add(beyond, truth),
    /in \[0, 1\], current value at 1 is 1.5/,
  );
});
