import assert from "node:assert/strict";
import { polygonArea, polygonBox, signedDistance } from "./geometry.ts";
import { type ObjectPlan, planObjects } from "./plan_objects.ts";
import { touchingShare } from "./reference_statistics.ts";
import {
  distributionDistance,
  type LabelDistributions,
  referenceStatistics,
} from "./statistics.ts";

const aspect = 942 / 1716;

function boxSide({ outline }: ObjectPlan): number {
  const { left, top, right, bottom } = polygonBox(outline);
  return Math.sqrt((right - left) * (bottom - top));
}

function planned(
  seeds: readonly number[],
  images: number,
): LabelDistributions & { touching: number } {
  const objects: number[] = [];
  const ratio: number[] = [];
  const sides: number[] = [];
  let touching = 0;
  for (const seed of seeds) {
    for (let index = 0; index < images; index++) {
      const plan = planObjects(seed, "train", index, aspect);
      const area = plan.objects.reduce(
        (sum, { outline }) => sum + polygonArea(outline),
        0,
      );
      objects.push(plan.objects.length);
      ratio.push(area / (plan.width * plan.height));
      sides.push(...plan.objects.map(boxSide));
      touching += plan.objects.filter(({ outline }) => {
        const { left, top, right, bottom } = polygonBox(outline);
        return left <= 3 || top <= 3 || right >= plan.width - 3 ||
          bottom >= plan.height - 3;
      }).length;
    }
  }
  return { objects, ratio, boxSide: sides, touching };
}

const figures = ["objects", "ratio", "boxSide"] as const;

Deno.test("planObjects() draws from the real labels' distributions", () => {
  const drawn = planned(Array.from({ length: 20 }, (_, seed) => seed), 48);
  for (const figure of figures) {
    const distance = distributionDistance(
      drawn[figure],
      referenceStatistics[figure],
    );
    assert.ok(distance < 0.05, `${figure}: ${distance}`);
  }
  const mean = drawn.ratio.reduce((sum, ratio) => sum + ratio, 0) /
    drawn.ratio.length;
  assert.ok(Math.abs(mean - 0.0184) < 0.003, `mean ratio ${mean}`);
  const share = drawn.touching / drawn.boxSide.length;
  assert.ok(Math.abs(share - touchingShare) < 0.006, `touching ${share}`);
});

Deno.test("planObjects() has the right distributions in any 48 images", () => {
  for (let seed = 100; seed < 112; seed++) {
    const drawn = planned([seed], 48);
    assert.ok(
      distributionDistance(drawn.objects, referenceStatistics.objects) < 0.06,
    );
    assert.ok(
      distributionDistance(drawn.ratio, referenceStatistics.ratio) < 0.13,
    );
    assert.ok(
      distributionDistance(drawn.boxSide, referenceStatistics.boxSide) < 0.2,
    );
  }
});

Deno.test("planObjects() keeps outlines in the frame and apart", () => {
  for (let index = 0; index < 150; index++) {
    const { width, height, objects } = planObjects(5, "public", index, aspect);
    objects.forEach(({ outline }, i) => {
      assert.ok(outline.length >= 20 && outline.length <= 84);
      const { left, top, right, bottom } = polygonBox(outline);
      assert.ok(
        left >= 0 && top >= 0 && right <= width - 1 && bottom <= height - 1,
      );
      for (const other of objects.slice(0, i)) {
        for (const [x, y] of outline) {
          assert.ok(signedDistance(other.outline, x, y) > 5);
        }
      }
    });
  }
});

Deno.test("planObjects() depends on seed, part and index alone", () => {
  const plan = (
    ...[seed, split, index]: [number, "train" | "public", number]
  ) => {
    return JSON.stringify(planObjects(seed, split, index, aspect));
  };
  assert.equal(plan(1, "train", 2), plan(1, "train", 2));
  assert.notEqual(plan(1, "train", 2), plan(2, "train", 2));
  assert.notEqual(plan(1, "train", 2), plan(1, "public", 2));
  assert.notEqual(plan(1, "train", 2), plan(1, "train", 3));
});

Deno.test("planObjects() finds room in frames of any shape", () => {
  for (const shape of [0.25, 1, 3]) {
    for (let index = 0; index < 60; index++) {
      assert.ok(planObjects(3, "train", index, shape).objects.length > 0);
    }
  }
});
