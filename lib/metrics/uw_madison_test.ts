import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import {
  normalizedHausdorff,
  uwMadisonScore,
  uwMadisonSliceScore,
} from "./mod.ts";
import { scanCase } from "./test_cases.ts";
import { assertNear } from "./test_numbers.ts";
import { assertUwMadison, expected, mask } from "./test_surfaces.ts";

Deno.test("uwMadisonScore() equals mle-bench's formula by scipy", () => {
  const scans = Array.from({ length: 40 }, (_, seed) => scanCase(seed));
  assertUwMadison(scans, expected.uwMadison);
  assert.ok(expected.uwMadison.skipped.every((count) => count > 0));
});

Deno.test("normalizedHausdorff() of missing, equal and overlarge volumes", () => {
  const few = [mask(4, 3, 1)], many = [mask(4, 3, ...Array(12).keys())];
  assert.ok(Number.isNaN(normalizedHausdorff([mask(4, 3)], [mask(4, 3)])));
  assert.equal(normalizedHausdorff([mask(4, 3)], few), 1);
  assert.equal(normalizedHausdorff(few, [mask(4, 3)]), 1);
  assert.equal(normalizedHausdorff(many, many), 0);
  assert.ok(normalizedHausdorff(many, few) < 0.6);
  assert.equal(normalizedHausdorff(many, few, { maximumRatio: 10 }), 1);
  assert.ok(normalizedHausdorff(few, many, { maximumRatio: 10 }) < 0.6);
});

Deno.test("uwMadisonScore() refuses scans whose classes differ in slices", () => {
  const one = mask(2, 2, 0);
  const scan = { predictions: [[one], [one]], truths: [[one], [one, one]] };
  assert.throws(() => uwMadisonScore([scan]), InputError);
  assert.throws(
    () => uwMadisonScore([{ ...scan, predictions: [[one]] }]),
    /must have \[1, 1\] slices .* value is \[1\] and \[1, 2\]/,
  );
});

Deno.test("uwMadisonSliceScore() is 0.4 Dice + 0.6 (1 - directed distance / diagonal)", () => {
  const [prediction, truth] = [mask(4, 3, 0), mask(4, 3, 0, 3)];
  assertNear(
    [
      uwMadisonSliceScore(prediction, truth),
      uwMadisonSliceScore(truth, prediction),
    ],
    [0.4 * 2 / 3 + 0.6, 0.4 * 2 / 3 + 0.6 * (1 - 3 / 5)],
    1e-12,
    "two masks",
  );
});
