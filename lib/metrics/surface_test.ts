import assert from "node:assert/strict";
import {
  averageSurfaceDistance,
  distanceTransform,
  hausdorffDistance,
  surfaceDice,
  surfaceDistances,
} from "./mod.ts";
import { surfaceCase } from "./test_cases.ts";
import { assertNear } from "./test_numbers.ts";
import { expected, FLOAT32, mask, monai, scores } from "./test_surfaces.ts";

Deno.test("surface metrics equal MONAI's on masks and volumes", () => {
  expected.cases.forEach((wanted, seed) => {
    const { prediction, truth, spacing, tolerance } = surfaceCase(seed);
    const actual = scores(prediction, truth, { spacing }, tolerance);
    // MONAI's percentiles are NaN among infinite distances, though its maximum is not.
    const numbers = wanted.startsWith("Infinity")
      ? wanted.replaceAll("NaN", "Infinity")
      : wanted;
    assertNear(actual, numbers, FLOAT32, `seed ${seed}`);
  });
  const some = (name: string) =>
    expected.cases.some((one) => one.includes(name));
  assert.ok(some("NaN") && some("Infinity"), "no case without a surface");
});

Deno.test("surfaceDistances() leaves out surfaces under an ignore mask, as MONAI", () => {
  expected.ignored.forEach((wanted, seed) => {
    const { prediction, truth, spacing, ignore } = surfaceCase(seed);
    const d = surfaceDistances(prediction, truth, { spacing, ignore });
    const actual = [
      hausdorffDistance(d, monai),
      averageSurfaceDistance(d, monai),
    ];
    assertNear(actual, wanted, FLOAT32, `seed ${seed}`);
  });
});

Deno.test("distances follow the policy where both surfaces are missing", () => {
  const none = surfaceDistances(mask(3, 2), mask(3, 2));
  for (const policy of ["siim", "emptyIsOne"] as const) {
    assert.equal(hausdorffDistance(none, { policy }), 0);
    assert.equal(averageSurfaceDistance(none, { policy }), 0);
    assert.equal(surfaceDice(none, { tolerance: 1, policy }), 1);
  }
  const policy = "emptyIsNaN";
  assert.ok(Number.isNaN(hausdorffDistance(none, { policy })));
  assert.ok(Number.isNaN(averageSurfaceDistance(none, { policy })));
  assert.ok(Number.isNaN(surfaceDice(none, { tolerance: 1, policy })));
});

Deno.test("distances are penalised where one surface is missing", () => {
  const pairs = [[mask(4, 3), mask(4, 3, 5)], [mask(4, 3, 5), mask(4, 3)]];
  for (const [prediction, truth] of pairs) {
    const d = surfaceDistances(prediction!, truth!, { spacing: [2, 2] });
    for (const direction of ["both", "toTruth", "toPrediction"] as const) {
      for (const metric of [hausdorffDistance, averageSurfaceDistance]) {
        assert.equal(metric(d, { direction }), 10);
        assert.equal(metric(d, { direction, missing: 373 }), 373);
        assert.equal(metric(d, { direction, policy: "emptyIsNaN" }), 10);
        assert.ok(Number.isNaN(metric(d, { direction, missing: NaN })));
      }
    }
    assert.equal(surfaceDice(d, { tolerance: 99 }), 0);
  }
});

Deno.test("surfaces: a volume's first and last slice are surface, a mask has none above it", () => {
  const full = mask(5, 5, ...Array(25).keys());
  const centre = mask(5, 5, 12);
  assert.equal(surfaceDistances(full, centre).toTruth.length, 16);
  assert.equal(surfaceDistances([full], [centre]).toTruth.length, 25);
  const three = surfaceDistances([full, full, full], [full, full, full]);
  assert.equal(three.toTruth.length, 2 * 25 + 16);
  assert.equal(hausdorffDistance(three), 0);
});

Deno.test("surfaceDice() takes in what is as far as the tolerance, to the last bit", () => {
  // 3 * 0.7 is 2.0999999999999996, 7 * 0.1 more than 0.7.
  const across = (apart: number, step: number) =>
    surfaceDistances(mask(9, 1, 0), mask(9, 1, apart), { spacing: [1, step] });
  assert.equal(surfaceDice(across(3, 0.7), { tolerance: 2.1 }), 1);
  assert.equal(surfaceDice(across(7, 0.1), { tolerance: 0.7 }), 1);
  assert.equal(surfaceDice(across(3, 0.7), { tolerance: 2.0999 }), 0);
  assert.equal(surfaceDice(across(0, 0.7), { tolerance: 0 }), 1);
  assert.equal(surfaceDice(across(1, 0.7), { tolerance: 0 }), 0);
});

Deno.test("what cannot be measured is refused", () => {
  const one = mask(3, 2, 0);
  const refused = (what: () => unknown, message: RegExp) =>
    assert.throws(what, { name: "InputError", message });
  refused(() => surfaceDistances(mask(2, 3), one), /must be 2x3.*is 3x2/s);
  refused(() => surfaceDistances([one], one), /must be 2x3.*is 1x2x3/s);
  refused(() => surfaceDistances([one, one], [one]), /1x2x3.*is 2x2x3/s);
  refused(
    () => surfaceDistances(one, one, { ignore: [one] }),
    /the ignore mask's size .* must be 2x3, current value is 1x2x3/,
  );
  refused(() => distanceTransform([one, mask(2, 3)]), /must be 3x2/);
  refused(() => distanceTransform([]), /at least one slice/);
  refused(
    () => distanceTransform({ ...one, width: 4 }),
    /must have 8 values \(4x2\), current value is 6/,
  );
  refused(
    () => distanceTransform(one, { spacing: [1, 0] }),
    /2 positive numbers, current value is \[1, 0\]/,
  );
  refused(() => distanceTransform(one, { spacing: [1, 1, 1] }), /2 positive/);
  const d = surfaceDistances(one, one);
  refused(() => hausdorffDistance(d, { percentile: 101 }), /in \[0, 100\]/);
  refused(() => surfaceDice(d, { tolerance: -1 }), /0 or more/);
  refused(() => surfaceDice(d, { tolerance: NaN }), /0 or more/);
});
