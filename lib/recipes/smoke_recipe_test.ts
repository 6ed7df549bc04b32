import assert from "node:assert/strict";
import type { ModelRecipe } from "./model_recipe.ts";
import { recipes } from "./registry.ts";
import { smokeRecipe } from "./smoke_recipe.ts";
import { unetBaseline } from "./unet_baseline.ts";

Deno.test("smokeRecipe() needs no file of weights", () => {
  for (const recipe of recipes) {
    const { model } = smokeRecipe(recipe);
    assert(!("pretrained" in model) && !("weights" in model), recipe.name);
  }
});

Deno.test("smokeRecipe() makes a network small and keeps its kind", () => {
  const cut = (model: ModelRecipe) =>
    smokeRecipe({ ...unetBaseline, model }).model;
  assert.deepEqual(cut({ name: "unet", widths: [16, 32, 64, 128] }), {
    name: "unet",
    widths: [8, 16, 32],
  });
  const network = {
    encoder: "resnet34",
    decoder: "unet",
    attention: "scse",
  } as const;
  const decoderChannels = [256, 128, 64, 32, 8];
  assert.deepEqual(cut({ ...network, decoderChannels, weights: "a.pth" }), {
    ...network,
    decoderChannels: [64, 32, 16, 16, 8],
  });
  assert.deepEqual(cut({ ...network, pretrained: "imagenet" }), network);
});
