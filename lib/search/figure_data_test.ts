import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { bootstrapMean } from "../metrics/mod.ts";
import {
  axisProfiles,
  compareChoices,
  gridSlices,
  stepGains,
} from "./figure_data.ts";
import { ScoreTable } from "./score_table.ts";

Deno.test("stepGains() says how far each gain could be chance", () => {
  const random = randomSource(5, "steps");
  const first = Array.from({ length: 30 }, () => random.next());
  const second = first.map((score) => score + 0.1 * random.normal());
  const third = second.map((score, i) => i === 7 ? NaN : score + 0.25);
  const [start, noise, sure] = stepGains([
    { name: "a", scores: first },
    { name: "b", scores: second },
    { name: "c", scores: third },
  ], 9);
  assert.equal(start?.interval, undefined);
  const { low, high } = bootstrapMean(
    second.map((score, i) => score - first[i]!),
    { seed: 9 },
  );
  assert.deepEqual(noise?.interval, { low, high });
  // All gain the same; the one without a score is left out.
  assert.ok(Math.abs(sure!.interval!.low - 0.25) < 1e-9);
  assert.equal(sure?.better, 29);
});

Deno.test("compareChoices() chooses without the fold that it scores", () => {
  const grid = {
    kind: "area",
    thresholds: [0.3, 0.4, 0.5, 0.6],
    minimumAreas: [0, 10],
  } as const;
  const table = new ScoreTable(8);
  const scores = [
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
    [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1],
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
  ];
  scores.forEach((of, fold) => table.add(fold, Float64Array.from(of)));
  const [, falling] = compareChoices(grid, table);
  // The others rise, so that both rules take the last point; on this fold that is the worst one.
  assert.deepEqual(
    [falling?.fold, falling?.highest, falling?.highestSeen],
    [1, 7, 0.8],
  );
  assert.ok(Math.abs(falling!.highestScore - 0.1) < 1e-12);
  assert.deepEqual(compareChoices(grid, new ScoreTable(8)), []);
});

Deno.test("gridSlices() refuses scores that are not one a point", () => {
  const grid = { kind: "area", thresholds: [0.5], minimumAreas: [0] } as const;
  assert.throws(
    () => gridSlices(grid, [1, 2]),
    /must be 1 scores, current value is 2/,
  );
});

Deno.test("figures refuse scores of more or fewer points or images", () => {
  const grid = {
    kind: "area",
    thresholds: [.4, .5],
    minimumAreas: [0, 9],
  } as const;
  const means = new Float64Array(4);
  assert.throws(
    () => gridSlices(grid, new Float64Array(3)),
    /must be 4 scores, current value is 3/,
  );
  assert.throws(
    () => axisProfiles(grid, new Float64Array(5), 0),
    /must be 4 scores, current value is 5/,
  );
  assert.throws(
    () => axisProfiles(grid, means, 4),
    /an index below 4, current value is 4/,
  );
  const steps = [{ name: "a", scores: [1, 1] }, { name: "b", scores: [1] }];
  assert.throws(() => stepGains(steps), /2 images, current value is 1 for b/);
});

Deno.test("stepGains() draws images of one group together", () => {
  const scores = Array.from({ length: 24 }, (_, i) => i < 6 ? .9 : .6);
  const steps = [{ name: "a", scores: scores.map(() => .5) }, {
    name: "b",
    scores,
  }];
  const [, alone] = stepGains(steps, 3);
  const groups = scores.map((_, i) => `${Math.floor(i / 6)}`);
  const [, grouped] = stepGains(steps, 3, groups);
  assert.equal(grouped!.gain, alone!.gain);
  const width = ({ interval }: typeof alone & object) =>
    interval!.high - interval!.low;
  assert.ok(width(grouped!) > 1.5 * width(alone!));
});
