import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { testCompiled } from "./test_support.ts";
import { openTraining } from "./training_support.ts";

testCompiled("100 compiled steps leave no tensor behind", () => {
  const training = openTraining({
    optimizer: { name: "adamw", learningRate: 0.01, weightDecay: 0 },
  });
  training.train(0, 2, {});
  const { numTensors, numDataBuffers } = tf.memory();
  training.train(2, 100, {});
  assert.equal(tf.memory().numTensors, numTensors);
  assert.equal(tf.memory().numDataBuffers, numDataBuffers);
  training.dispose();
});
