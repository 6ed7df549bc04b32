import assert from "node:assert/strict";
import { bestPoint, choosePoint, measurePlateau } from "./mod.ts";

const grid = (meanDice: number[][]) => ({
  thresholds: meanDice.map((_, t) => (t + 1) / (meanDice.length + 1)),
  minimumAreas: meanDice[0]!.map((_, a) => 10 * a),
  meanDice,
});

Deno.test("choosePoint() prefers a flat optimum to a sharp one", () => {
  const sharp = grid([
    [.50, .50, .50, .50, .50],
    [.50, .95, .50, .80, .80],
    [.50, .50, .50, .80, .81],
    [.50, .50, .50, .80, .80],
  ]);
  const choice = choosePoint(sharp)!;
  assert.deepEqual([choice.threshold, choice.minimumArea], [3 / 5, 40]);
  // The window's last column lies beyond the grid and repeats the one before.
  const mean = (7 * .80 + 2 * .81) / 9;
  assert.ok(Math.abs(choice.neighbourhoodDice - mean) < 1e-12);
  assert.equal(bestPoint(sharp)?.meanDice, .95);
});

Deno.test("choosePoint() takes the better of two where the grid has no more", () => {
  assert.equal(choosePoint(grid([[.5, .9]]))?.minimumArea, 10);
  assert.equal(choosePoint(grid([[.5], [.9]]))?.threshold, 2 / 3);
});

Deno.test("choosePoint() of a level grid takes the threshold nearest to .5 and no area", () => {
  const level = grid(Array.from({ length: 5 }, () => [.7, .7, .7]));
  const choice = choosePoint(level)!;
  assert.deepEqual([choice.threshold, choice.minimumArea], [.5, 0]);
});

Deno.test("choosePoint() passes over points without a score", () => {
  assert.equal(choosePoint(grid([[NaN], [.4], [NaN]]))?.threshold, .5);
  assert.equal(choosePoint(grid([[NaN]])), undefined);
  assert.equal(bestPoint(grid([[NaN]])), undefined);
  assert.equal(measurePlateau(grid([[NaN]])), undefined);
});

Deno.test("measurePlateau() spans what is within the tolerance, ends included", () => {
  const plateau = measurePlateau(grid([
    [.1, .895, .1],
    [.9, .1, .1],
    [.1, .8949, .1],
  ]))!;
  assert.deepEqual(plateau, {
    tolerance: .005,
    thresholds: [.25, .5],
    minimumAreas: [0, 10],
    points: 2,
    of: 9,
  });
});
