import assert from "node:assert/strict";
import { parseRecipe, smokeRecipe, unetBaseline } from "./mod.ts";

const parse = (changes: object) =>
  parseRecipe(
    { ...unetBaseline, training: { ...unetBaseline.training, ...changes } },
    unetBaseline,
  );

Deno.test("parseRecipe() takes accumulation, the metric, the best few and averages", () => {
  for (
    const changes of [
      { accumulate: 2, keepBest: 3, metric: "hausdorff_95" },
      { average: { name: "ema", decay: 0.999 } },
      { average: { name: "swa", fromEpoch: 12 } },
      { auxiliaryLoss: {} },
      {
        auxiliaryLoss: {
          deepSupervision: {
            weights: [1, 0.5],
            reduction: "max",
            fade: "cosine",
          },
          classification: [{ name: "focal", weight: 0.2 }],
        },
      },
    ]
  ) {
    assert.deepEqual(parse(changes).training, {
      ...unetBaseline.training,
      ...changes,
    });
  }
});

Deno.test("parseRecipe() refuses portions, metrics and averages that cannot be", () => {
  const refusals = [
    [{ accumulate: 3 }, /training\.accumulate: must divide batchSize/],
    [{ metric: "dize" }, /training\.metric/],
    [{ keepBest: 0 }, /training\.keepBest/],
    [{ average: { name: "ema", decay: 1 } }, /training\.average\.decay/],
    [
      { average: { name: "swa", fromEpoch: 17 } },
      /training\.average\.fromEpoch: must be one of the epochs/,
    ],
    [{ average: { name: "mean" } }, /training\.average/],
    [
      { auxiliaryLoss: { deepSupervision: { fade: "linear" } } },
      /training\.auxiliaryLoss\.deepSupervision\.fade/,
    ],
    [
      { auxiliaryLoss: { classification: [] } },
      /training\.auxiliaryLoss\.classification/,
    ],
  ] as const;
  for (const [changes, message] of refusals) {
    assert.throws(() => parse(changes), message);
  }
});

Deno.test("smokeRecipe() averages within its two epochs", () => {
  const recipe = parse({ average: { name: "swa", fromEpoch: 12 } });
  const { training } = smokeRecipe(recipe);
  assert.deepEqual(training.average, { name: "swa", fromEpoch: 1 });
  assert.doesNotThrow(() => parseRecipe(smokeRecipe(recipe), unetBaseline));
});
