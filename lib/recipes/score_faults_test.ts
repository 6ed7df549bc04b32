import assert from "node:assert/strict";
import { parseRecipe } from "./parse_recipe.ts";
import type { PostprocessStep } from "./postprocess_step.ts";
import { unetBaseline } from "./unet_baseline.ts";

const threshold = { name: "threshold", threshold: 0.5 } as const;
const network = { encoder: "resnet34", decoder: "unet" };
const withHead = { ...network, classificationHead: {} };

const parse = (model: unknown, ...postprocess: PostprocessStep[]) =>
  parseRecipe({ ...unetBaseline, model, postprocess });

Deno.test("parseRecipe() refuses a step that needs a class score where the model has no head for it", () => {
  const steps = [
    { name: "multiply_class_score" },
    { name: "empty_below_score", threshold: 0.4 },
  ] as const;
  for (const step of steps) {
    const ofTwo = { ...network, classificationHead: { classes: 2 } };
    for (const model of [unetBaseline.model, network, ofTwo]) {
      assert.throws(
        () => parse(model, step, threshold),
        (error: Error) =>
          error.message.includes("postprocess.0.name must be another one") &&
          error.message.includes(`current value is "${step.name}"`) &&
          error.message.includes("P(object present)") &&
          error.message.includes('add "classificationHead": {}'),
      );
    }
    const recipe = parse(withHead, step, threshold);
    assert.deepEqual(recipe.postprocess, [step, threshold]);
  }
});

Deno.test("parseRecipe() refuses remove_truncated, for which no network gives a score", () => {
  const step = { name: "remove_truncated", threshold: 0.5 } as const;
  for (const model of [unetBaseline.model, withHead]) {
    assert.throws(
      () => parse(model, threshold, step),
      /postprocess\.1\.name must .*, current value is "remove_truncated".* call removeTruncated of lib\/postprocess/,
    );
  }
  assert.throws(
    () => parse(withHead, step),
    /postprocess\.0\.name must .* "remove_trunc/,
  );
});
