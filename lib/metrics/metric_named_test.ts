import assert from "node:assert/strict";
import type { Mask } from "../core/mod.ts";
import {
  averageSurfaceDistance,
  confusion,
  dice,
  fBeta,
  hausdorffDistance,
  isBetterScore,
  type MetricName,
  metricNamed,
  metricNames,
  surfaceDice,
  surfaceDistances,
} from "./mod.ts";
import { surfaceCase } from "./test_cases.ts";
import { mask } from "./test_surfaces.ts";

Deno.test("metricNamed(): the metrics' numbers for a pair worked by hand", () => {
  const prediction = mask(5, 1, 0, 1), label = mask(5, 1, 0, 4);
  const wanted: Record<MetricName, number> = {
    dice: 1 / 2,
    iou: 1 / 3,
    precision: 1 / 2,
    recall: 1 / 2,
    specificity: 2 / 3,
    accuracy: 3 / 5,
    f_beta: 1 / 2,
    surface_dice: 3 / 4,
    uw_madison_slice: 0.4 / 2 + 0.6 * (1 - 1 / Math.sqrt(26)),
    hausdorff: 3,
    hausdorff_95: 2.85,
    average_surface_distance: 1 / 2,
    average_symmetric_surface_distance: 1,
  };
  assert.deepEqual([...metricNames].sort(), Object.keys(wanted).sort());
  for (const name of metricNames) {
    const actual = metricNamed(name)(prediction, label);
    assert.ok(Math.abs(actual - wanted[name]) < 1e-12, `${name}: ${actual}`);
  }
});

Deno.test("metricNamed() hands its options on", () => {
  let seen = 0;
  for (let seed = 0; seed < 60; seed += 2) {
    const { prediction, truth, ignore, spacing, tolerance } = surfaceCase(seed);
    const [p, t, i] = [prediction, truth, ignore] as Mask[];
    const given = {
      ignore: i!,
      spacing: spacing as readonly [number, number],
      tolerance,
      beta: 3,
      policy: "emptyIsNaN",
      missing: 77,
    } as const;
    const surfaces = surfaceDistances(p!, t!, given);
    const counts = confusion(p!, t!, given);
    const wanted = {
      dice: dice(counts, "emptyIsNaN"),
      f_beta: fBeta(counts, 3, "emptyIsNaN"),
      hausdorff: hausdorffDistance(surfaces, given),
      hausdorff_95: hausdorffDistance(surfaces, { ...given, percentile: 95 }),
      average_symmetric_surface_distance: averageSurfaceDistance(
        surfaces,
        given,
      ),
      surface_dice: surfaceDice(surfaces, given),
    } satisfies Partial<Record<MetricName, number>>;
    for (const name of Object.keys(wanted) as (keyof typeof wanted)[]) {
      assert.equal(metricNamed(name)(p!, t!, given), wanted[name], name);
      if (wanted[name] !== metricNamed(name)(p!, t!)) seen++;
    }
  }
  assert.ok(seen > 60, "the options made no difference");
});

Deno.test("metricNamed() offers the nearest name", () => {
  const name: string = "hausdorf_95";
  assert.throws(() => metricNamed(name as MetricName), {
    name: "InputError",
    message: /current value is hausdorf_95[^]*Did you mean hausdorff_95\?/,
  });
  assert.throws(() => metricNamed("toString" as MetricName), /Cannot find/);
});

Deno.test("isBetterScore() knows which way is better, and NaN is never", () => {
  for (const name of metricNames) {
    const perfect = metricNamed(name)(mask(4, 1, 1), mask(4, 1, 1));
    const poor = metricNamed(name)(mask(4, 1, 1, 2), mask(4, 1, 0, 3));
    assert.ok(
      // Within a tolerance of one pixel the poor one is right as well.
      isBetterScore(name, perfect, poor) || name === "surface_dice",
      `${name}: ${perfect} is no better than ${poor}`,
    );
    assert.equal(isBetterScore(name, poor, perfect), false, name);
    assert.equal(isBetterScore(name, poor, undefined), true);
    assert.equal(isBetterScore(name, poor, NaN), true);
    assert.equal(isBetterScore(name, NaN, poor), false);
    assert.equal(isBetterScore(name, NaN, undefined), false);
  }
});
