import assert from "node:assert/strict";
import {
  askedOfPoint,
  chooseMapPoint,
  surveyPoints,
} from "./choose_map_point.ts";
import { ScoreTable } from "./score_table.ts";
import type { SearchGrid } from "./search_grid.ts";

/** A table of one image with these scores, in the grid's order. */
function table(scores: readonly number[], fold = 0): ScoreTable {
  return tableOf([scores], () => fold);
}

/** A table of images, each with its scores in the grid's order. */
function tableOf(
  images: readonly (readonly number[])[],
  foldOf: (image: number) => number = () => 0,
): ScoreTable {
  const made = new ScoreTable(images[0]!.length);
  images.forEach((scores, i) => made.add(foldOf(i), Float64Array.from(scores)));
  return made;
}

const grid = {
  kind: "area",
  thresholds: [.3, .4, .5, .6, .7],
  minimumAreas: [0, 10, 20, 30, 40],
} as const satisfies SearchGrid;

/** A sharp top, and a flat one that is lower, at the grid's corner. */
const sharpAndFlat = (sharp: number) =>
  [
    [.50, .50, .50, .50, .50],
    [.50, sharp, .50, .50, .50],
    [.50, .50, .50, .70, .70],
    [.50, .50, .50, .70, .70],
    [.50, .50, .50, .70, .71],
  ].flat();
const SHARP = 6, FLAT = 24;

/** The sharp top is at .6 and at 1 in turn: .09 above the flat one on average, with a standard error of .207 / sqrt(n). */
const noisy = (count: number) =>
  Array.from({ length: count }, (_, i) => sharpAndFlat(i % 2 ? 1 : .6));

/** Where there is something to choose. */
const choose = (...all: Parameters<typeof chooseMapPoint>) =>
  chooseMapPoint(...all)!;

Deno.test("chooseMapPoint() prefers a flat top to a sharp one that is higher by less than a standard error", () => {
  const four = tableOf(noisy(4));
  const chosen = choose(grid, [four]);
  assert.deepEqual(chosen.setting, { threshold: .7, minimumArea: 40 });
  assert.ok(Math.abs(chosen.score - .71) < 1e-12);
  const survey = surveyPoints(grid, [four], {});
  assert.equal(survey.best.point, SHARP);
  assert.ok(Math.abs(survey.best.score - .8) < 1e-12);
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

Deno.test("chooseMapPoint() takes a sharp top that is higher by more than a standard error, or than the tolerance", () => {
  const at = (count: number, tolerance?: number) =>
    choose(grid, [tableOf(noisy(count))], {
      ...(tolerance === undefined ? {} : { tolerance }),
    }).point;
  // The same scores, of more images: .09 is .87 of the error of four, 1.1 of that of six, 3.5 of that of 64.
  assert.deepEqual([at(4), at(6), at(64)], [FLAT, SHARP, SHARP]);
  assert.deepEqual([at(4, .091), at(4, .089)], [FLAT, SHARP]);
  // What all images agree in is no noise, be it small; one image alone cannot tell.
  const sure = Array.from({ length: 4 }, () => sharpAndFlat(.72));
  assert.equal(choose(grid, [tableOf(sure)]).point, SHARP);
  assert.equal(choose(grid, [table(sharpAndFlat(.72))]).point, SHARP);
});

Deno.test("chooseMapPoint() compares points on the same images: what is hard for both is no noise", () => {
  const hard = (i: number) => .2 * (i % 2 ? 1 : -1);
  const images = Array.from(
    { length: 8 },
    (_, i) => sharpAndFlat(.75).map((score) => score + hard(i)),
  );
  assert.equal(choose(grid, [tableOf(images)]).point, SHARP);
});

Deno.test("chooseMapPoint() leaves a fold's images out of the error too", () => {
  // Fold 1 is sure of the sharp top; fold 0 is not.
  const images = [...noisy(4), ...noisy(4).map(() => sharpAndFlat(.8))];
  const scores = tableOf(images, (i) => i < 4 ? 0 : 1);
  const at = (without?: number) => choose(grid, [scores], {}, without).point;
  assert.deepEqual([at(), at(0), at(1)], [SHARP, SHARP, FLAT]);
});

Deno.test("chooseMapPoint() counts a neighbour that lies far by the share of a step that it reaches", () => {
  const uneven = {
    kind: "area",
    thresholds: [.1, .5, .55, .6, .65],
    minimumAreas: [0],
  } as const;
  // .1 is eight steps from .5: its low score says an eighth of what it would beside it.
  const { point, smoothed } = choose(uneven, [
    table([0, .8, .8, .7, .6]),
  ]);
  assert.equal(point, 1);
  assert.ok(Math.abs(smoothed - (.8 + .8 + (.8 * 7 / 8)) / 3) < 1e-12);
});

Deno.test("chooseMapPoint() takes of a level grid the threshold nearest to .5 and the smallest area", () => {
  const { setting } = choose(grid, [table(Array(25).fill(.7))]);
  assert.deepEqual(setting, { threshold: .5, minimumArea: 0 });
  const triplet = {
    kind: "triplet",
    tops: [.2, .5, .8],
    minimumAreas: [0, 100],
    bottoms: [.1, .45],
  } as const;
  const level = choose(triplet, [table(Array(12).fill(1))]);
  assert.deepEqual(level.setting, { top: .5, minimumArea: 0, bottom: .45 });
});

Deno.test("chooseMapPoint() heeds a constraint that is met exactly, however its mean is rounded", () => {
  const scores = table(sharpAndFlat(.5));
  // Three folds whose mean is .7, but for the last bit of their sum.
  const recall = new ScoreTable(25);
  for (const [fold, score] of [.7, .7, .7].entries()) {
    recall.add(fold, new Float64Array(25).fill(score));
  }
  const metric = { name: "recall" } as const;
  const bound = (atLeast: number) =>
    chooseMapPoint(grid, [scores, recall], {
      constraints: [{ atLeast }],
    });
  assert.equal(bound(.7)!.point, FLAT);
  assert.equal(bound(.7 + 1e-9), undefined);
  assert.equal(
    askedOfPoint({ constraints: [{ metric, atLeast: .7 }] }),
    "a point of the grid must have a score and mean recall of 0.7 or more",
  );
});

Deno.test("chooseMapPoint() passes over points without a score, and finds none in a grid of none", () => {
  const some = sharpAndFlat(.95).map((score, p) => p < 20 ? NaN : score);
  assert.equal(choose(grid, [table(some)]).point, FLAT);
  const none = table(some.map(() => NaN));
  assert.equal(chooseMapPoint(grid, [none]), undefined);
  assert.equal(chooseMapPoint(grid, [table(some, 3)], {}, 3), undefined);
});
