import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import type { PostprocessStep } from "../recipes/mod.ts";
import {
  applySteps,
  cascade,
  closing,
  cutTouching,
  dilate,
  discElement,
  erode,
  fillContours,
  fillEdge,
  fillHoles,
  hysteresis,
  isProbabilityMap,
  keepLargest,
  multiplyClassScore,
  opening,
  removeEdgeRows,
  removeSmall,
  removeTruncated,
  squareElement,
  thresholdMap,
  triplet,
  twoThresholds,
} from "./mod.ts";
import { blobMap } from "./test_blobs.ts";
import { randomMap } from "./test_masks.ts";

// Drawn so that every step has something to change.
const map = blobMap(55, 90, 70, 32);
const half = { name: "threshold", threshold: 0.5 } as const;
const mask = thresholdMap(map, 0.5);
const square = { shape: "square", side: 4 } as const;
const rows = { shape: "rows", rows: ["010", "011"] } as const;
const any = {
  data: Uint8Array.of(0, 1, 0, 0, 1, 1),
  width: 3,
  height: 2,
};

Deno.test("applySteps() runs each step's function with its settings", () => {
  const score = { classScore: 0.75, truncation: 0.5 };
  const cases: [PostprocessStep[], Uint8Array][] = [
    [[half], mask.data],
    [
      [{ name: "hysteresis", low: 0.2, high: 0.7, connectivity: 8 }],
      hysteresis(map, { low: 0.2, high: 0.7, connectivity: 8 }).data,
    ],
    [
      [{ name: "triplet", top: 0.5, area: 40, bottom: 0.1 }],
      triplet(map, { top: 0.5, area: 40, bottom: 0.1 }).data,
    ],
    [
      [{ name: "two_thresholds", classThreshold: 0.5, maskThreshold: 0.3 }],
      twoThresholds(map, { classThreshold: 0.5, maskThreshold: 0.3 }).data,
    ],
    [
      [{ name: "cascade", minimumArea: 10 }],
      cascade(map, { minimumArea: 10 }).data,
    ],
    [
      [{ name: "multiply_class_score" }, half],
      thresholdMap(multiplyClassScore(map, 0.75), 0.5).data,
    ],
    [
      [{ name: "empty_below_score", threshold: 0.8 }, half],
      new Uint8Array(mask.data.length),
    ],
    [[{ name: "empty_below_score", threshold: 0.7 }, half], mask.data],
    [
      [half, { name: "remove_small", minimumArea: 30, connectivity: 4 }],
      removeSmall(mask, 30, 4).data,
    ],
    [[half, { name: "keep_largest", count: 2 }], keepLargest(mask, 2).data],
    [
      [half, { name: "fill_holes", backgroundConnectivity: 8 }],
      fillHoles(mask, 8).data,
    ],
    [
      [half, { name: "fill_edge", sides: "every" }],
      fillEdge(mask, { sides: "every" }).data,
    ],
    [
      [half, { name: "fill_contours", minimumArea: 20 }],
      fillContours(mask, 20).data,
    ],
    [
      [half, { name: "dilate", element: { shape: "disc", radius: 3 } }],
      dilate(mask, discElement(3)).data,
    ],
    [
      [half, { name: "erode", element: square, outside: "background" }],
      erode(mask, squareElement(4), { outside: "background" }).data,
    ],
    [
      [half, { name: "close", element: square }],
      closing(mask, squareElement(4)).data,
    ],
    [[half, { name: "open", element: rows }], opening(mask, any).data],
    [
      [half, { name: "cut_touching", minimumDistance: 2 }],
      cutTouching(mask, { minimumDistance: 2 }).data,
    ],
    [
      [half, { name: "remove_edge_rows", top: 20, bottom: 0 }],
      removeEdgeRows(mask, { top: 20, bottom: 0 }).data,
    ],
    [
      [half, { name: "remove_truncated", threshold: 0.4 }],
      removeTruncated(mask, 0.5, 0.4).data,
    ],
  ];
  for (const [steps, expected] of cases) {
    const actual = applySteps(map, steps, score).mask;
    assert.deepEqual(actual.data, expected, JSON.stringify(steps));
    if (steps[0] === half && steps.length > 1) {
      assert.notDeepEqual(expected, mask.data, JSON.stringify(steps));
    }
  }
});

Deno.test("applySteps() keeps what each step was given and made", () => {
  const before = map.data.slice();
  const list = [
    { name: "multiply_class_score" },
    half,
    { name: "fill_holes" },
  ] as const;
  const { mask, steps } = applySteps(map, list, { classScore: 0.9 });
  assert.deepEqual(steps.map(({ step }) => step), list);
  assert.equal(steps[0]!.before, map);
  assert.equal(steps[1]!.before, steps[0]!.after);
  assert.equal(steps[2]!.before, steps[1]!.after);
  assert.equal(steps[2]!.after, mask);
  assert.deepEqual(
    steps.map(({ after }) => isProbabilityMap(after)),
    [true, false, false],
  );
  assert.deepEqual(map.data, before);
});

Deno.test("applySteps() takes a number a class", () => {
  const map = randomMap(4);
  const steps = [
    { name: "threshold", threshold: [0.25, 0.75] },
    { name: "remove_small", minimumArea: [1, 5] },
  ] as const;
  for (
    const [classIndex, [threshold, area]] of [[0.25, 1], [0.75, 5]].entries()
  ) {
    const expected = removeSmall(thresholdMap(map, threshold!), area!);
    assert.deepEqual(applySteps(map, steps, { classIndex }).mask, expected);
  }
  assert.throws(
    () => applySteps(map, steps, { classIndex: 2 }),
    /a number for each class, current value is 2 numbers for class 2/,
  );
});

Deno.test("applySteps() refuses a wrong order, a missing score and a list that makes no mask", () => {
  const refused = (steps: PostprocessStep[], message: RegExp) =>
    assert.throws(
      () => applySteps(map, steps),
      (error) => error instanceof InputError && message.test(error.message),
    );
  refused([{ name: "fill_holes" }], /step 0 \(fill_holes\).*a mask/);
  refused([half, half], /step 1 \(threshold\).*a probability map/);
  refused([{ name: "multiply_class_score" }, half], /score.*undefined/);
  refused([half, { name: "remove_truncated", threshold: 0.5 }], /score/);
  refused([], /one step must make a mask/);
});
