// Deep supervision and classification in a whole training, as a recipe asks for them.
import assert from "node:assert/strict";
import type { AuxiliaryLossRecipe, Recipe } from "../recipes/mod.ts";
import {
  ofType,
  tinyFold,
  tinyRecipe,
  train,
  withFolder,
} from "./testdata/tiny_fold.ts";

/** The loss of the only step of the only epoch, in which what fades has faded. */
async function onlyLoss(auxiliaryLoss: AuxiliaryLossRecipe): Promise<number> {
  let loss = NaN;
  await withFolder(async (folder) => {
    const recipe: Recipe = {
      ...tinyRecipe,
      model: {
        encoder: "tf_efficientnet_lite0",
        decoder: "team_1137",
        decoderChannels: [16, 8, 8, 8, 8],
        classificationHead: {},
      },
      training: {
        ...tinyRecipe.training,
        epochs: 1,
        samplesPerEpoch: 4,
        cropSide: 32,
        auxiliaryLoss,
      },
    };
    const steps = ofType(await train({ ...tinyFold(folder), recipe }), "step");
    assert.equal(steps.length, 1);
    loss = steps[0]!.loss;
  });
  return loss;
}

Deno.test("trainFold() adds the losses of all heads and lets the coarse ones fade", async () => {
  const whole = await onlyLoss({ deepSupervision: { weights: [1, 1, 1] } });
  const faded = await onlyLoss({
    deepSupervision: { weights: [1, 1, 1], fade: "cosine" },
  });
  // BCE and Dice of two levels.
  assert(faded < whole - 1, `${faded} ${whole}`);
});
