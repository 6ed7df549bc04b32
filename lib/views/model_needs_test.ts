import assert from "node:assert/strict";
import { lite0Unet, unetBaseline } from "../recipes/mod.ts";
import { isNative, tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { modelNeeds } from "./model_needs.ts";

testOnEachBackend(
  "modelNeeds() tells each recipe's network, and memory where TensorFlow runs",
  () => {
    const before = tf.memory().numTensors;
    for (const recipe of [unetBaseline, lite0Unet]) {
      const [row] = modelNeeds(recipe);
      const parameters = Number(row!["parameters"]);
      assert(parameters > 0);
      if (!isNative()) {
        assert(!("training in all, MB" in row!));
        continue;
      }
      // AdamW keeps two numbers for each.
      assert.equal(
        row!["optimiser, MB"],
        Math.round(8 * Number(row!["of them trained"]) / 1e6),
      );
      assert(Number(row!["training in all, MB"]) > Number(row!["weights, MB"]));
    }
    assert.equal(modelNeeds(lite0Unet)[0]!["parameters"], 5_198_161);
    assert.equal(tf.memory().numTensors, before);
  },
);

testOnEachBackend(
  "modelNeeds() follows the optimiser, whatever groups of parameters it has",
  () => {
    if (!isNative()) return;
    const momentsOf = (optimizer: typeof lite0Unet.optimizer) =>
      modelNeeds({ ...lite0Unet, optimizer })[0]!["optimiser, MB"];
    const sgd = {
      name: "sgd",
      learningRate: 1,
      weightDecay: 0,
      momentum: 0.9,
    } as const;
    assert.equal(2 * Number(momentsOf(sgd)), momentsOf(unetBaseline.optimizer));
  },
);
