import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { gradients } from "./gradients.ts";
import { testOnEachBackend } from "./test_support.ts";

testOnEachBackend(
  "gradients() gives loss and gradients and frees all else",
  () => {
    const a = tf.variable(tf.tensor1d([1, 2]));
    const b = tf.variable(tf.scalar(3));
    const before = tf.memory().numTensors;
    const result = gradients(
      new Map<string, tf.Variable>([["a", a], ["b", b]]),
      () => tf.sum(tf.mul(tf.square(a), b)),
    );
    assert.equal(tf.memory().numTensors, before + 3);
    assert.equal(result.loss.dataSync()[0], 15);
    assert.deepEqual([...result.gradients.get("a")!.dataSync()], [6, 12]);
    assert.deepEqual([...result.gradients.get("b")!.dataSync()], [5]);
  },
);

testOnEachBackend(
  "gradients() names a parameter that the loss does not use",
  () => {
    const used = tf.variable(tf.scalar(1));
    const unused = tf.variable(tf.scalar(1));
    assert.throws(
      () =>
        gradients(
          new Map([["used", used], ["unused", unused]]),
          () => tf.square(used) as tf.Scalar,
        ),
      /must depend on every parameter, but not on unused/,
    );
  },
);
