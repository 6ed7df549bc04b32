import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../core/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors/mod.ts";
import { assignVariables, readVariables } from "./stored_variables.ts";
import { testOnEachBackend } from "./test_support.ts";

function example(offset: number): Map<string, tf.Variable> {
  return new Map([
    ["w", tf.variable(tf.tensor2d([offset + 0.1, -1, 2, 1e-40], [2, 2]))],
    ["n", tf.variable(tf.tensor([offset + 7], [], "int32"))],
  ]);
}

testOnEachBackend(
  "assignVariables() gives back what readVariables() copied, bit for bit",
  () => {
    const stored = readVariables(example(3));
    const { tensors } = decodeSafetensors(encodeSafetensors(stored));
    const variables = example(0);
    const before = tf.memory().numTensors;
    assignVariables(variables, tensors);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(readVariables(variables), stored);
  },
);

testOnEachBackend(
  "readVariables() and assignVariables() copy: a later change of one leaves the other",
  () => {
    const variables = example(0);
    const stored = readVariables(variables);
    assignVariables(variables, stored);
    stored.get("w")!.data[0] = 99;
    assert.equal(variables.get("w")!.dataSync()[0], Math.fround(0.1));
  },
);

testOnEachBackend(
  "assignVariables() names what does not fit and changes nothing",
  () => {
    const variables = example(0);
    const before = readVariables(variables);
    const stored = readVariables(example(5));
    stored.set("n", { dtype: "float32", shape: [], data: new Float32Array(1) });
    assert.throws(
      () => assignVariables(variables, stored, "best.safetensors"),
      (error: unknown) => {
        assert(error instanceof InputError);
        assert.match(error.message, /n must be int32 \[\].*float32 \[\]/);
        assert.match(error.message, /best\.safetensors/);
        return true;
      },
    );
    stored.delete("n");
    assert.throws(() => assignVariables(variables, stored), /is missing/);
    assert.deepEqual(readVariables(variables), before);
  },
);
