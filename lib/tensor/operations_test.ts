// Value and every gradient of each operation, on both backends, against PyTorch.
import * as tf from "@tensorflow/tfjs-core";
import { relu } from "./activations/relu.ts";
import { biasAdd } from "./bias_add.ts";
import { conv2d, conv2dTranspose } from "./convolutions/mod.ts";
import { convNormRelu } from "./conv_norm_relu.ts";
import { batchNormTrain } from "./norms/batch_norm_train.ts";
import {
  assertClose,
  type Numbers,
  tensorOf,
  testOnEachBackend,
  valuesOf,
} from "./test_support.ts";
import fixture from "./testdata/operations.json" with { type: "json" };

interface Case {
  readonly inputs: Numbers[];
  readonly upstream: Numbers;
  readonly value: Numbers;
  readonly gradients: Numbers[];
}
type Operation = (...inputs: tf.Tensor4D[]) => tf.Tensor;

function freshNorm(weight: tf.Tensor, bias: tf.Tensor) {
  const runningMean = tf.variable(tf.zerosLike(weight), false);
  const runningVariance = tf.variable(tf.onesLike(weight), false);
  return { weight, bias, runningMean, runningVariance };
}

const operations: Record<keyof typeof fixture.cases, Operation> = {
  "conv2d 3x3": (x, w) => conv2d(x!, w!, { padding: 1 }),
  "conv2d 1x1": (x, w) => conv2d(x!, w!),
  "conv2dTranspose": (x, w) => conv2dTranspose(x!, w!, { stride: 2 }),
  "batchNormTrain": (x, weight, bias) =>
    batchNormTrain(x!, freshNorm(weight!, bias!)),
  "convNormRelu": (x, w, weight, bias) =>
    convNormRelu(x!, w!, freshNorm(weight!, bias!), true),
  "relu": (x) => relu(x!),
  "relu of ties": (x) => relu(x!),
  "sigmoid": (x) => tf.sigmoid(x!),
  "biasAdd": (x, bias) => biasAdd(x!, bias!),
  "concat": (a, b) => tf.concat([a!, b!], 3),
};

for (const [name, operation] of Object.entries(operations)) {
  const oracle: Case = fixture.cases[name as keyof typeof fixture.cases];
  testOnEachBackend(`${name} has PyTorch's value and gradients`, () => {
    const inputs = oracle.inputs.map(tensorOf);
    const upstream = tensorOf(oracle.upstream);
    assertClose(operation(...inputs), oracle.value, "value");
    const gradients = tf.grads((...given) =>
      tf.sum(tf.mul(operation(...given as tf.Tensor4D[]), upstream))
    )(inputs);
    oracle.gradients.forEach((expected, i) =>
      assertClose(gradients[i]!, expected, `gradient ${i}`)
    );
  });
}

testOnEachBackend(
  "batchNormTrain() moves the running statistics as PyTorch",
  () => {
    const { running } = fixture;
    const norm = freshNorm(tensorOf(running.weight), tensorOf(running.bias));
    for (const batch of running.batches) batchNormTrain(tensorOf(batch), norm);
    assertClose(norm.runningMean, running.mean, "mean");
    assertClose(norm.runningVariance, running.variance, "variance");
  },
);

testOnEachBackend("convNormRelu() for inference has PyTorch's value", () => {
  const { running } = fixture;
  const norm = {
    weight: tensorOf(running.weight),
    bias: tensorOf(running.bias),
    runningMean: tf.variable(tensorOf(running.mean), false),
    runningVariance: tf.variable(tensorOf(running.variance), false),
  };
  const identity = tf.reshape(tf.eye(3), [1, 1, 3, 3]);
  const y = convNormRelu(tensorOf(running.batches[0]!), identity, norm, false);
  const value = valuesOf(running.value).map((v) => Math.max(v, 0));
  assertClose(y, value, "value");
});
