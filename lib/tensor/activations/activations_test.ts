// Value and gradient of each activation, on both backends, against PyTorch.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { assertOracle, type OracleCase } from "../oracle_case.ts";
import { testOnEachBackend } from "../test_support.ts";
import * as activations from "./mod.ts";

interface Case extends OracleCase {
  readonly name: string;
  readonly operation: keyof typeof operations;
  readonly options: Options;
}
interface Options {
  readonly slope?: number;
  readonly axis?: number;
  readonly approximation?: activations.GeluApproximation;
}

const operations = {
  relu: (x: tf.Tensor) => activations.relu(x),
  relu6: (x: tf.Tensor) => activations.relu6(x),
  leakyRelu: (x: tf.Tensor, { slope }: Options) =>
    activations.leakyRelu(x, slope),
  sigmoid: (x: tf.Tensor) => activations.sigmoid(x),
  silu: (x: tf.Tensor) => activations.silu(x),
  mish: (x: tf.Tensor) => activations.mish(x),
  gelu: (x: tf.Tensor, { approximation }: Options) =>
    activations.gelu(x, approximation),
  hardSwish: (x: tf.Tensor) => activations.hardSwish(x),
  hardSigmoid: (x: tf.Tensor) => activations.hardSigmoid(x),
  softmax: (x: tf.Tensor, { axis }: Options) => activations.softmax(x, axis),
  logSoftmax: (x: tf.Tensor, { axis }: Options) =>
    activations.logSoftmax(x, axis),
};

const url = new URL("testdata/activations.json", import.meta.url);
const cases: Case[] = JSON.parse(Deno.readTextFileSync(url));
for (const oracle of cases) {
  const { name, operation, options } = oracle;
  const title = `${name} ${JSON.stringify(options)}`;
  testOnEachBackend(`${title} has PyTorch's value and gradient`, () => {
    assertOracle(oracle, (x) => operations[operation](x!, options));
  });
}

testOnEachBackend("softmax() refuses an axis that x lacks", () => {
  assert.throws(
    () => activations.softmax(tf.ones([2, 3]), 2),
    new InputError(
      "Cannot take a softmax: axis must be an integer from -2 to 1, current value is 2",
    ),
  );
});
