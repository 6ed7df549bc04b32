import assert from "node:assert/strict";
import { parseRecipe, smokeRecipe, unetBaseline } from "./mod.ts";

const parse = (changes: object) =>
  parseRecipe(
    { ...unetBaseline, training: { ...unetBaseline.training, ...changes } },
  );

Deno.test("parseRecipe() takes accumulation, the metric, the best few and averages", () => {
  for (
    const changes of [
      { accumulate: 2, keepBest: 3, metric: "hausdorff_95" },
      { average: { name: "ema", decay: 0.999 } },
      { average: { name: "swa", fromEpoch: 12 } },
      { auxiliaryLoss: {} },
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
    [{ accumulate: 3 }, /training\.accumulate must divide batchSize/],
    [{ metric: "dize" }, /training\.metric/],
    [{ keepBest: 0 }, /training\.keepBest/],
    [{ average: { name: "ema", decay: 1 } }, /training\.average\.decay/],
    [
      { average: { name: "swa", fromEpoch: 17 } },
      /training\.average\.fromEpoch must be one of the epochs/,
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
  assert.doesNotThrow(() => parseRecipe(smokeRecipe(recipe)));
});

const heads = {
  encoder: "resnet18",
  decoder: "unet",
  deepSupervision: 2,
  classificationHead: {},
};
const auxiliaryLoss = {
  deepSupervision: { weights: [1, 0.5], reduction: "max", fade: "cosine" },
  classification: [{ name: "focal", weight: 0.2 }],
};
const parseHeads = (model: object, loss: object = auxiliaryLoss) =>
  parseRecipe({
    ...unetBaseline,
    model,
    training: { ...unetBaseline.training, auxiliaryLoss: loss },
  }).training.auxiliaryLoss;

Deno.test("parseRecipe() takes losses of the heads that a model has", () => {
  assert.deepEqual(parseHeads(heads), auxiliaryLoss);
  // The decoder's own number of levels.
  const model = { encoder: "resnet18", decoder: "team_1137" };
  const { deepSupervision } = auxiliaryLoss;
  assert.deepEqual(parseHeads(model, { deepSupervision }), { deepSupervision });
});

Deno.test("parseRecipe() refuses losses of heads that a model has not", () => {
  const { classificationHead: _, ...levels } = heads;
  const noHead = /classification must be left out where the model has no/;
  const oneLevel = /deepSupervision must be left out where the model has one/;
  for (
    const [model, message] of [
      [levels, noHead],
      [{ name: "unet", widths: [4, 8] }, noHead],
      [{ name: "unet", widths: [4, 8] }, oneLevel],
      [{ ...heads, deepSupervision: 1 }, oneLevel],
      [{ ...heads, deepSupervision: 3 }, /weights must have 3 numbers/],
    ] as const
  ) {
    assert.throws(() => parseHeads(model), message);
  }
});
