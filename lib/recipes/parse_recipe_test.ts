import assert from "node:assert/strict";
import { parseRecipe } from "./parse_recipe.ts";
import { recipes } from "./registry.ts";
import { smokeRecipe } from "./smoke_recipe.ts";
import { unetBaseline } from "./unet_baseline.ts";

const copy = () => JSON.parse(JSON.stringify(unetBaseline));

Deno.test("parseRecipe() accepts every recipe and its smoke form", () => {
  for (const recipe of recipes) {
    const json = JSON.parse(JSON.stringify(recipe));
    assert.deepEqual(parseRecipe(json), json);
    parseRecipe(JSON.parse(JSON.stringify(smokeRecipe(recipe))));
  }
});

Deno.test("parseRecipe() answers a misspelt key with the right name", () => {
  const recipe = copy();
  recipe.training.epoch = 3;
  recipe.serach = {};
  assert.throws(
    () => parseRecipe(recipe, "run.json"),
    (error: Error) =>
      /"epoch", did you mean "epochs"/.test(error.message) &&
      /"serach", did you mean "search"/.test(error.message) &&
      error.message.includes("run.json"),
  );
});

Deno.test("parseRecipe() names the path of a value of the wrong type or range", () => {
  for (
    const [path, value] of [
      ["training.epochs", "20"],
      ["folds.count", 1],
      ["folds.ratioBins", [0, 0.2, 0.1]],
      ["input.channels", 2],
      ["augment.0.probability", 1.5],
      ["search.thresholds", [0.5, 0.4]],
      ["loss.0.name", "dise"],
    ] as const
  ) {
    const recipe = copy();
    const keys = path.split(".");
    const last = keys.pop()!;
    let node = recipe;
    for (const key of keys) node = node[key];
    node[last] = value;
    assert.throws(
      () => parseRecipe(recipe),
      (error: Error) => error.message.includes(path),
    );
  }
});

/** The recipe with another optimiser or schedule. */
const changed = (part: "optimizer" | "schedule", value: unknown) => ({
  ...copy(),
  [part]: value,
});

Deno.test("parseRecipe() accepts every optimiser and schedule", () => {
  const rates = { learningRate: 1e-3, weightDecay: 0.1 };
  const groups = [{ match: "encoder.", learningRateFactor: 0.1, frozen: true }];
  const optimizers = [
    { name: "adam", ...rates, beta1: 0.99, epsilon: 1e-6, clipNorm: 0.1 },
    { name: "adamw", ...rates, groups, clipValue: 1 },
    { name: "sgd", ...rates, momentum: 0.9, nesterov: true },
    { name: "rmsprop", ...rates, smoothing: 0.9, centered: true },
  ];
  const schedules = [
    { name: "constant" },
    { name: "step", epochs: 5, factor: 0.75, warmUpFrom: 1e-6 },
    { name: "multi_step", milestones: [3, 5], factor: 0.1 },
    { name: "exponential", factor: 0.9, every: "epoch" },
    { name: "polynomial", power: 0.9, finalFactor: 0, warmUpOverlaps: true },
    { name: "cosine", finalFactor: 0, halfPeriodEpochs: 8 },
    { name: "cosine_restarts", cycleEpochs: 5, cycleFactor: 2, finalFactor: 0 },
    { name: "one_cycle", momentum: { lowest: 0.85, highest: 0.95 } },
    { name: "plateau", mode: "max", factor: 0.1, patience: 2 },
  ].map((schedule) => ({ warmUpEpochs: 0, ...schedule }));
  for (const optimizer of optimizers) {
    const recipe = parseRecipe(changed("optimizer", optimizer));
    assert.deepEqual(recipe.optimizer, optimizer);
  }
  for (const schedule of schedules) {
    const recipe = parseRecipe(changed("schedule", schedule));
    assert.deepEqual(recipe.schedule, schedule);
  }
});

Deno.test("parseRecipe() names what is wrong with optimiser or schedule", () => {
  const sgd = { name: "sgd", learningRate: 1, weightDecay: 0 };
  const cycle = { name: "one_cycle", warmUpEpochs: 0 };
  const faults = [
    ["optimizer", { ...sgd, nesterov: true }, /optimizer\.momentum/],
    [
      "optimizer",
      { ...sgd, beta1: 0.9 },
      /unknown key, current value is "beta1"/,
    ],
    ["optimizer", { ...sgd, name: "lion" }, /optimizer\.name/],
    ["optimizer", { ...sgd, groups: [{}] }, /optimizer\.groups\.0\.match/],
    ["schedule", { ...cycle, threePhase: true, riseShare: 0.6 }, /riseShare/],
    [
      "schedule",
      { ...cycle, momentum: { lowest: 0.9, highest: 0.8 } },
      /lowest/,
    ],
    ["schedule", { ...cycle, name: "cosine" }, /schedule\.finalFactor/],
  ] as const;
  for (const [part, value, message] of faults) {
    assert.throws(
      () => parseRecipe(changed(part, value)),
      message,
    );
  }
});

Deno.test("parseRecipe() takes both forms of a network and names the faults of the nearer one", () => {
  const withModel = (model: unknown) => parseRecipe({ ...copy(), model });
  withModel({ name: "unet", widths: [8, 16] });
  withModel({ encoder: "resnet34", decoder: "unet", attention: "scse" });
  withModel({ encoder: "resnet34", decoder: "unet", pretrained: "imagenet" });
  withModel({ encoder: "resnet34", decoder: "unet", weights: "a.pth" });
  for (
    const [model, fault] of [
      [
        { name: "unet", width: [8] },
        /model must have no unknown key, current value is "width"/,
      ],
      [{ name: "unet", widths: [8] }, /model\.widths/],
      [{ encoder: "resnet34" }, /model\.decoder/],
      [{ encoder: "a", decoder: "b", atention: "scse" }, /"atention"/],
      [{ encoder: "a", decoder: "b", attention: "se" }, /model\.attention/],
      [
        { encoder: "a", decoder: "b", pretrained: "imagenet", weights: "c" },
        /model\.weights must be left out beside pretrained/,
      ],
      [{ encoder: "a", decoder: "b", weights: "" }, /model\.weights/],
      [{ encoder: "a", decoder: "b", pretrained: true }, /model\.pretrained/],
      [
        { name: "unet", widths: [8, 16], pretrained: "imagenet" },
        /model must have no unknown key, current value is "pretrained"/,
      ],
      [7, /model/],
    ] as const
  ) {
    assert.throws(() => withModel(model), fault);
  }
});
