import assert from "node:assert/strict";
import { chooseMapPoint, surveyPoints } from "./choose_map_point.ts";
import { ScoreTable } from "./score_table.ts";
import type { SearchGrid } from "./search_grid.ts";

/** A table of one image with these scores, in the grid's order. */
function table(scores: readonly number[], fold = 0): ScoreTable {
  const made = new ScoreTable(scores.length);
  made.add(fold, Float64Array.from(scores));
  return made;
}

const grid = {
  kind: "area",
  thresholds: [.3, .4, .5, .6, .7],
  minimumAreas: [0, 10, 20, 30, 40],
} as const satisfies SearchGrid;

/** A sharp top, and a flat one that is lower, at the grid's corner. */
const sharpAndFlat = [
  [.50, .50, .50, .50, .50],
  [.50, .95, .50, .50, .50],
  [.50, .50, .50, .80, .80],
  [.50, .50, .50, .80, .80],
  [.50, .50, .50, .80, .81],
].flat();

Deno.test("chooseMapPoint() prefers a flat top to a sharp one that is higher", () => {
  const tables = [table(sharpAndFlat)];
  const { setting, score, smoothed } = chooseMapPoint(grid, tables, []);
  assert.deepEqual(setting, { threshold: .7, minimumArea: 40 });
  assert.equal(score, .81);
  // Beyond the corner the grid is repeated: four times the corner itself, five times others.
  assert.ok(Math.abs(smoothed - (4 * .81 + 5 * .80) / 9) < 1e-12);
  const survey = surveyPoints(grid, tables, [], .005);
  assert.deepEqual(survey.best, { point: 6, score: .95 });
  assert.deepEqual(survey.plateau, {
    tolerance: .005,
    points: 1,
    of: 25,
    ranges: [
      { name: "threshold", from: .4, to: .4 },
      { name: "minimumArea", from: 10, to: 10 },
    ],
  });
});

Deno.test("chooseMapPoint() takes of a level grid the threshold nearest to .5 and the smallest area", () => {
  const { setting } = chooseMapPoint(grid, [table(Array(25).fill(.7))], []);
  assert.deepEqual(setting, { threshold: .5, minimumArea: 0 });
  const triplet = {
    kind: "triplet",
    tops: [.2, .5, .8],
    minimumAreas: [0, 100],
    bottoms: [.1, .45],
  } as const;
  const level = chooseMapPoint(triplet, [table(Array(12).fill(1))], []);
  assert.deepEqual(level.setting, { top: .5, minimumArea: 0, bottom: .45 });
});

Deno.test("chooseMapPoint() heeds a constraint that is met exactly, however its mean is rounded", () => {
  const scores = table(sharpAndFlat);
  // Three folds whose mean is .7, but for the last bit of their sum.
  const recall = new ScoreTable(25);
  for (const [fold, score] of [.7, .7, .7].entries()) {
    recall.add(fold, Float64Array.from(sharpAndFlat, () => score));
  }
  const metric = { name: "recall" } as const;
  const bound = (atLeast: number) =>
    chooseMapPoint(grid, [scores, recall], [{ metric, atLeast }]);
  assert.equal(bound(.7).point, 24);
  assert.throws(() => bound(.7 + 1e-9), /mean recall of .* or more/);
});

Deno.test("chooseMapPoint() passes over points without a score, and refuses a grid of none", () => {
  const some = sharpAndFlat.map((score, p) => p < 20 ? NaN : score);
  assert.equal(chooseMapPoint(grid, [table(some)], []).point, 24);
  assert.throws(
    () => chooseMapPoint(grid, [table(some.map(() => NaN))], []),
    /must have a score, current value is none/,
  );
  assert.throws(
    () => chooseMapPoint(grid, [table(some, 3)], [], 3),
    /current value is none without fold 3/,
  );
});
