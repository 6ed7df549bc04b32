import assert from "node:assert/strict";
import { parseRecipe } from "./parse_recipe.ts";
import type { PostprocessStep } from "./postprocess_step.ts";
import { ownSetting, spaceFaults, stepsAt } from "./setting_steps.ts";
import { smokeRecipe } from "./smoke_recipe.ts";
import { unetBaseline } from "./unet_baseline.ts";

const parse = (search: unknown, postprocess?: unknown) =>
  parseRecipe({
    ...unetBaseline,
    search,
    ...(postprocess === undefined ? {} : { postprocess }),
  });

const area = { thresholds: [0.3, 0.5], minimumAreas: [0, 9], fillHoles: true };
const top = {
  tops: [0.5, 0.7],
  minimumAreas: [0, 9],
  bottoms: [0.2, 0.3],
  fillHoles: false,
};
const rules = {
  metric: { name: "f_beta", beta: 0.5, policy: "emptyIsNaN" },
  constraints: [{ metric: { name: "recall" }, atLeast: 0.8 }],
  tolerance: 0.01,
  boards: { public: 131, private: 184 },
};

const cascade: PostprocessStep[] = [
  { name: "cascade", closingSide: 9, minimumArea: 150 },
  { name: "close", element: { shape: "square", side: 3 } },
  { name: "fill_holes" },
];

Deno.test("parseRecipe() takes every kind of search, with its rules, and in its smoke form", () => {
  const settings = {
    method: "coordinate",
    space: { "0.closingSide": [5, 9], "1.element.side": [3, 5] },
  };
  for (
    const [search, steps] of [
      [area],
      [{ method: "area", ...area, ...rules }],
      [{ method: "hysteresis", ...top, ...rules }],
      [{ method: "triplet", ...top }],
      [{ ...area, fillHoles: false, connectivity: 4 }],
      [{ method: "hysteresis", ...top, connectivity: 4 }],
      [{ method: "steps", ...rules }, cascade],
      [{ ...area, settings }, cascade],
      [
        { method: "steps", settings: { ...settings, method: "random" } },
        cascade,
      ],
      [area, [{ name: "fill_edge" }]],
    ] as const
  ) {
    const recipe = parse(search, steps);
    assert.deepEqual(recipe.search, search);
    const smoke = smokeRecipe(recipe);
    assert.deepEqual(parse(smoke.search, steps).search, smoke.search);
  }
});

Deno.test("parseRecipe() names what is wrong with a search", () => {
  const settings = (space: unknown) => ({
    ...area,
    settings: { method: "coordinate", space },
  });
  for (
    const [search, steps, message] of [
      [
        { ...area, thresholds: [0.5, 0.4] },
        undefined,
        /search\.thresholds.*rise/,
      ],
      [{ ...area, thresholds: [0] }, undefined, /search\.thresholds\.0/],
      [{ ...area, minimumAreas: [5] }, undefined, /search\.minimumAreas.*0/],
      [{ ...area, fillHole: true }, undefined, /"fillHole".*"fillHoles"/],
      [{ method: "hysterese", ...top }, undefined, /search\.method/],
      [{ method: "triplet", ...top, tops: [] }, undefined, /search\.tops/],
      [{ method: "triplet", ...area }, undefined, /search/],
      [{ ...area, metric: { name: "hausdorff" } }, undefined, /metric\.name/],
      [{ ...area, boards: { public: 0, private: 1 } }, undefined, /boards/],
      [{ ...area, connectivity: 4 }, undefined, /connectivity must be 8/],
      [
        { method: "triplet", ...top, connectivity: 8 },
        undefined,
        /connectivity must be .*left out with triplet/,
      ],
      [{ method: "steps" }, undefined, /must have a step that makes a mask/],
      [
        { method: "steps" },
        [{ name: "fill_holes" }],
        /must have a step that makes a mask/,
      ],
      [settings({}), undefined, /must be left out where there is no postproc/],
      [settings({ "0.closing": [9] }), cascade, /"0\.closing".*none there/],
      [settings({ "7.closing": [9] }), cascade, /"7\.closing".*none there/],
      // Step 0 by another name, by which nothing would be set.
      [settings({ "00.closingSide": [9, 5] }), cascade, /"00\.c.*none there/],
      [settings({ "0.closingSide": [5] }), cascade, /recipe's own value 9/],
      [settings({ "0.closingSide": [9, 0] }), cascade, /current value is 0/],
      [settings({ "2": [true, 1] }), cascade, /current value is 1/],
      [settings({ "0": [true, false] }), cascade, /current value is false/],
      [settings({ "0.closingSide": [9, 9] }), cascade, /no value twice/],
    ] as const
  ) {
    assert.throws(() => parse(search, steps), message, JSON.stringify(search));
  }
});

Deno.test("stepsAt() changes what a path names and nothing else", () => {
  const before = structuredClone(cascade);
  const changed = stepsAt(cascade, {
    "0.minimumArea": 20,
    "1.element.side": 7,
    "2": false,
  });
  assert.deepEqual(changed, [
    { name: "cascade", closingSide: 9, minimumArea: 20 },
    { name: "close", element: { shape: "square", side: 7 } },
  ]);
  assert.deepEqual(cascade, before);
  const two: PostprocessStep[] = [{ name: "hysteresis", low: 0.3, high: 0.6 }];
  assert.equal(stepsAt(two, { "0.low": 0.7 }), undefined);
  assert.equal(stepsAt(two, { "0": false }), undefined);
  assert.deepEqual(stepsAt([{ name: "fill_holes" }], { "0": false }), []);
  // A value that goes with another value of the space only is no fault.
  const space = { "0.low": [0.3, 0.7], "0.high": [0.6, 0.8] };
  assert.deepEqual(spaceFaults(two, space), []);
  assert.deepEqual(ownSetting(two, space), { "0.low": 0.3, "0.high": 0.6 });
});
