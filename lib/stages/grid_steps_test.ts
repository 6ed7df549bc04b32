import assert from "node:assert/strict";
import { applySteps } from "../postprocess/mod.ts";
import { gridCounts, gridPoint, type SearchGrid } from "../search/mod.ts";
import { randomItem } from "../search/test_maps.ts";
import { stepsOfPoint } from "./grid_steps.ts";

const tops = [.3, .5, .8], bottoms = [.2, .5, .6], minimumAreas = [0, 1, 6, 30];
const grids: SearchGrid[] = [
  { kind: "area", thresholds: [.1, .4, .7], minimumAreas },
  { kind: "hysteresis", tops, minimumAreas, bottoms },
  { kind: "triplet", tops, minimumAreas, bottoms },
];

Deno.test("stepsOfPoint() makes the masks that the grid counts, at every point", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { map, truth } = randomItem(seed);
    const fillHoles = seed % 2 === 0;
    const connectivity = fillHoles || seed % 4 === 1 ? 8 : 4;
    const grid = { ...grids[seed % 3]!, fillHoles, connectivity } as const;
    const { predicted, both } = gridCounts(map, truth, grid);
    predicted.forEach((count, p) => {
      const { mask } = applySteps(map, stepsOfPoint(grid, gridPoint(grid, p)));
      const hits = mask.data.filter((v, i) => v === 1 && truth.data[i] !== 0);
      const text = `${seed} ${JSON.stringify(gridPoint(grid, p))}`;
      assert.equal(mask.data.reduce((sum, v) => sum + v, 0), count, text);
      assert.equal(hits.length, both[p], text);
    });
  }
});
