import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { removeSmall, thresholdMap } from "../postprocess/mod.ts";
import { gridCounts } from "./grid_counts.ts";
import type { AreaGrid } from "./search_grid.ts";
import { objectCounts } from "./threshold_objects.ts";

/** Soft noise: long stretches, and pixels of many levels side by side. */
function drawItem(width: number, height: number, seed: number) {
  const random = randomSource(seed, "threshold objects");
  const data = new Float32Array(width * height);
  const truth = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = random.chance(.2) ? random.next() : data[i - 1] ?? 0;
    truth[i] = random.chance(.1) ? random.integer(3) : truth[i - 1] ?? 0;
  }
  const size = { width, height };
  return { map: { data, ...size }, truth: { data: truth, ...size } };
}

const many = Array.from({ length: 200 }, (_, k) => (k + .5) / 201);

const sizes = [[1, 3000], [37, 4001], [64, 2500], [30_001, 5], [70_000, 3]];
for (const [width = 0, height = 0] of sizes) {
  Deno.test(`gridCounts() gives the objects of each threshold and those of the component tree alike, ${width}x${height}`, () => {
    const { map, truth } = drawItem(width, height, width);
    for (const connectivity of [4, 8] as const) {
      const grid: AreaGrid = {
        kind: "area",
        thresholds: many,
        minimumAreas: [0, 2, 3.5, 40, 1e12],
        connectivity,
      };
      const tree = gridCounts(map, truth, grid);
      // So few thresholds are counted without a tree.
      for (let first = 0; first < many.length; first += 50) {
        const some = many.slice(first, first + 50);
        const counts = gridCounts(map, truth, { ...grid, thresholds: some });
        for (const name of ["predicted", "both"] as const) {
          const [from, to] = [5 * first, 5 * (first + 50)];
          assert.deepEqual(counts[name], tree[name].slice(from, to));
        }
      }
      assert.ok(tree.both.some((v, i) => v > 0 && v < tree.predicted[i]!));
    }
  });
}

Deno.test("gridCounts() takes what is no number, or below 0, for background beside any level", () => {
  const odd = [NaN, -1, -0, 0, -Infinity, Infinity, .2, .5, 1, -NaN];
  for (let seed = 0; seed < 200; seed++) {
    const random = randomSource(seed, "odd values");
    const width = 1 + random.integer(40), height = 1 + random.integer(5);
    const data = Float32Array.from(
      { length: width * height },
      () => odd[random.integer(odd.length)]!,
    );
    const truth = { data: data.map(() => random.integer(2)), width, height };
    const map = { data, width, height };
    const minimumAreas = [0, 2, 6];
    // With a tree, and without.
    for (
      const thresholds of [[0, .3, .6], [
        0,
        .3,
        ...many.map((t) => t + 1e-4).filter((t) => t > .3),
      ]]
    ) {
      const grid = { kind: "area", thresholds, minimumAreas } as const;
      const label = { ...truth, data: Uint8Array.from(truth.data) };
      const { predicted } = gridCounts(map, label, grid);
      const expected = thresholds.flatMap((threshold) =>
        minimumAreas.map((area) =>
          removeSmall(thresholdMap(map, threshold), area).data
            .reduce((sum, v) => sum + v, 0)
        )
      );
      assert.deepEqual([...predicted], expected, `${seed}`);
    }
  }
});

Deno.test("objectCounts() counts each object at the last minimum area that keeps it", () => {
  const map = { data: Float32Array.of(.9, .6, 0, .6), width: 4, height: 1 };
  const truth = { data: Uint8Array.of(1, 1, 0, 0), width: 4, height: 1 };
  const grid = {
    kind: "area",
    thresholds: [.5, .8],
    minimumAreas: [0, 2],
  } as const;
  const counts = objectCounts(map, truth, grid);
  assert.deepEqual([...counts?.predicted ?? []], [1, 2, 1, 0]);
  assert.deepEqual([...counts?.both ?? []], [0, 2, 1, 0]);
});

Deno.test("objectCounts() gives up before its objects take more than the memory it may have", () => {
  const { map, truth } = drawItem(100, 2000, 1);
  const grid = { kind: "area", thresholds: [.5], minimumAreas: [0] } as const;
  assert.equal(objectCounts(map, truth, grid, 1 << 16), undefined);
  assert.ok(objectCounts(map, truth, grid, 1 << 24));
});
