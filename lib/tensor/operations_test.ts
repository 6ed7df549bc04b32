// Value and every gradient of each operation, on both backends, against PyTorch.
import * as tf from "@tensorflow/tfjs-core";
import { relu } from "./activations/relu.ts";
import { biasAdd } from "./bias_add.ts";
import { conv2d, conv2dTranspose } from "./convolutions/mod.ts";
import { assertOracle } from "./oracle_case.ts";
import { batchNormFrozen, batchNormTrain } from "./norms/mod.ts";
import { assertClose, tensorOf, testOnEachBackend } from "./test_support.ts";
import fixture from "./testdata/operations.json" with { type: "json" };

type Operation = (...inputs: tf.Tensor4D[]) => tf.Tensor;

const operations: Record<keyof typeof fixture.cases, Operation> = {
  "conv2d 3x3": (x, w) => conv2d(x!, w!, { padding: 1 }),
  "conv2d 1x1": (x, w) => conv2d(x!, w!),
  "conv2dTranspose": (x, w) => conv2dTranspose(x!, w!, { stride: 2 }),
  "relu": (x) => relu(x!),
  "relu of ties": (x) => relu(x!),
  "sigmoid": (x) => tf.sigmoid(x!),
  "biasAdd": (x, bias) => biasAdd(x!, bias!),
  "concat": (a, b) => tf.concat([a!, b!], 3),
};

for (const [name, operation] of Object.entries(operations)) {
  const oracle = fixture.cases[name as keyof typeof fixture.cases];
  testOnEachBackend(`${name} has PyTorch's value and gradients`, () => {
    assertOracle(
      oracle,
      (...inputs) => operation(...inputs as tf.Tensor4D[]),
    );
  });
}

testOnEachBackend("batch norms have PyTorch's defaults", () => {
  const { running } = fixture;
  const norm = {
    weight: tensorOf(running.weight),
    bias: tensorOf(running.bias),
    runningMean: tf.variable(tf.zeros(running.mean.shape), false),
    runningVariance: tf.variable(tf.ones(running.mean.shape), false),
  };
  running.batches.forEach((batch, i) =>
    assertClose(
      batchNormTrain(tensorOf(batch), norm),
      running.trained[i]!,
      `value of batch ${i}`,
    )
  );
  assertClose(norm.runningMean, running.mean, "mean");
  assertClose(norm.runningVariance, running.variance, "variance");
  const frozen = batchNormFrozen(tensorOf(running.batches[0]!), norm);
  assertClose(frozen, running.value, "frozen value");
});
