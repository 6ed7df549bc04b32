import assert from "node:assert/strict";
import { parseRecipe } from "./parse_recipe.ts";
import { recipes } from "./registry.ts";
import { smokeRecipe } from "./smoke_recipe.ts";
import { unetBaseline } from "./unet_baseline.ts";

const copy = () => JSON.parse(JSON.stringify(unetBaseline));

Deno.test("parseRecipe() accepts every recipe and its smoke form", () => {
  for (const recipe of recipes) {
    const json = JSON.parse(JSON.stringify(recipe));
    assert.deepEqual(parseRecipe(json, recipe), json);
    parseRecipe(JSON.parse(JSON.stringify(smokeRecipe(recipe))), recipe);
  }
});

Deno.test("parseRecipe() answers a misspelt key with the right name", () => {
  const recipe = copy();
  recipe.training.epoch = 3;
  recipe.serach = {};
  assert.throws(
    () => parseRecipe(recipe, unetBaseline, "run.json"),
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
      () => parseRecipe(recipe, unetBaseline),
      (error: Error) => error.message.includes(path),
    );
  }
});
