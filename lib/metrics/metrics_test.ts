import assert from "node:assert/strict";
import { InputError, type Mask, randomSource } from "../core/mod.ts";
import {
  bootstrapMean,
  confusion,
  confusionFromAreas,
  dice,
  globalDice,
  imageTable,
  iou,
  meanDice,
  meanScore,
  precision,
  recall,
} from "./mod.ts";

const expected: {
  scores: Record<"dice" | "iou" | "precision" | "recall", (number | null)[]>;
  meanDice: number;
  globalDice: number;
  bootstrap: { low: number; high: number };
} = JSON.parse(
  await Deno.readTextFile(new URL("testdata/scores.json", import.meta.url)),
);

const PIXELS = 60;

/** The pairs of `tools/oracles/metrics.py`. */
function pair(seed: number): [Mask, Mask] {
  const random = randomSource(seed, "test pair");
  const density = random.next(), flip = random.uniform(0, 0.6);
  const draw = (probability: number) =>
    Uint8Array.from(
      { length: PIXELS },
      () => random.chance(probability) ? 1 : 0,
    );
  const prediction = draw(density);
  const truth = draw(flip).map((flipped, i) => flipped ^ prediction[i]!);
  if ([0, 2].includes(seed % 8)) truth.fill(0);
  if ([1, 2].includes(seed % 8)) prediction.fill(0);
  const size = { width: 10, height: 6 };
  return [{ data: prediction, ...size }, { data: truth, ...size }];
}

const counts = expected.scores.dice.map((_, seed) => confusion(...pair(seed)));

function near(actual: number, wanted: number) {
  assert.ok(
    Math.abs(actual - wanted) < 1e-12 ||
      (Number.isNaN(actual) && Number.isNaN(wanted)),
    `${actual} is not ${wanted}`,
  );
}

Deno.test("dice(), iou(), precision(), recall() equal scikit-learn", () => {
  const functions = { dice, iou, precision, recall };
  for (const name of ["dice", "iou", "precision", "recall"] as const) {
    expected.scores[name].forEach((value, i) =>
      near(functions[name](counts[i]!, "emptyIsNaN"), value ?? NaN)
    );
  }
});

Deno.test("siim, the default, scores 1 where both are empty and 0 where one is", () => {
  const cases = [
    { counts: confusionFromAreas(0, 0, 0, 9), score: 1 },
    { counts: confusionFromAreas(0, 4, 0, 9), score: 0 },
    { counts: confusionFromAreas(0, 0, 4, 9), score: 0 },
  ];
  for (const { counts, score } of cases) {
    for (const metric of [dice, iou, precision, recall]) {
      assert.equal(metric(counts), score);
    }
  }
});

Deno.test("meanDice() and globalDice() equal numpy and scikit-learn", () => {
  near(meanDice(counts, "emptyIsNaN"), expected.meanDice);
  near(globalDice(counts), expected.globalDice);
  const bothEmpty = expected.scores.dice.filter((v) => v === null).length;
  const others = counts.length - bothEmpty;
  near(
    meanDice(counts),
    (expected.meanDice * others + bothEmpty) / counts.length,
  );
});

Deno.test("bootstrapMean() gives numpy's percentiles of the same draws", () => {
  const values = counts.map((count) => dice(count, "emptyIsNaN"));
  const interval = bootstrapMean(values, {
    seed: 5,
    resamples: 400,
    level: 0.9,
  });
  near(interval.mean, expected.meanDice);
  near(interval.low, expected.bootstrap.low);
  near(interval.high, expected.bootstrap.high);
});

Deno.test("bootstrapMean() covers the true mean about as often as it says", () => {
  let covered = 0;
  const trials = 300;
  for (let trial = 0; trial < trials; trial++) {
    const random = randomSource(trial, "coverage");
    const values = Array.from({ length: 40 }, () => random.normal());
    const { low, high } = bootstrapMean(values, {
      seed: trial,
      resamples: 300,
    });
    if (low <= 0 && 0 <= high) covered++;
  }
  // 0.95 less the percentile bootstrap's known shortfall at n = 40; five standard errors either way.
  assert.ok(Math.abs(covered / trials - 0.94) < 0.07, `${covered / trials}`);
});

Deno.test("bootstrapMean() of nothing or one value is honest", () => {
  assert.ok(Number.isNaN(bootstrapMean([NaN], { seed: 1 }).low));
  const one = bootstrapMean([0.5, NaN], { seed: 1 });
  assert.deepEqual([one.low, one.mean, one.high, one.count], [
    0.5,
    0.5,
    0.5,
    1,
  ]);
  assert.throws(
    () => bootstrapMean([1], { seed: 1, resamples: 0 }),
    InputError,
  );
  assert.throws(() => bootstrapMean([1], { seed: 1, level: 95 }), InputError);
});

Deno.test("meanScore() of nothing is NaN", () => {
  assert.ok(Number.isNaN(meanScore([])));
});

Deno.test("confusion() refuses masks of two sizes", () => {
  const mask = (width: number, height: number) => ({
    data: new Uint8Array(width * height),
    width,
    height,
  });
  assert.throws(() => confusion(mask(2, 3), mask(3, 2)), {
    name: "InputError",
    message: /must be 3x2, current value is 2x3/,
  });
});

Deno.test("imageTable() gives a row an image in order", () => {
  const rows = imageTable([
    { id: "b", counts: confusionFromAreas(2, 4, 2, 10) },
    { id: "a", counts: confusionFromAreas(0, 0, 0, 10) },
  ]);
  assert.deepEqual(rows.map((row) => row.id), ["b", "a"]);
  assert.deepEqual(rows[0], {
    id: "b",
    truePositive: 2,
    falsePositive: 2,
    falseNegative: 0,
    trueNegative: 6,
    dice: 4 / 6,
    iou: 0.5,
    precision: 0.5,
    recall: 1,
  });
});
