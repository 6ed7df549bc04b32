import * as tf from "@tensorflow/tfjs-core";
import { relu } from "./activations/relu.ts";
import { convNormRelu } from "./conv_norm_relu.ts";
import { conv2d } from "./convolutions/conv2d.ts";
import { batchNormFrozen } from "./norms/batch_norm_frozen.ts";
import { assertClose, testOnEachBackend } from "./test_support.ts";

testOnEachBackend("convNormRelu() folds the norm with its own epsilon", () => {
  const x: tf.Tensor4D = tf.randomNormal([2, 5, 3, 4], 0, 1, "float32", 1);
  const weight: tf.Tensor = tf.randomNormal([3, 3, 4, 2], 0, 1, "float32", 2);
  for (const epsilon of [1e-5, 0.5]) {
    const norm = {
      epsilon,
      weight: tf.tensor1d([1.5, -0.5]),
      bias: tf.tensor1d([0.25, 1]),
      runningMean: tf.variable(tf.tensor1d([1, -1]), false),
      runningVariance: tf.variable(tf.tensor1d([0.5, 2]), false),
    };
    const apart = relu(
      batchNormFrozen(conv2d(x, weight, { padding: "same" }), norm),
    );
    const folded = convNormRelu(x, weight, norm, false);
    assertClose(folded, [...apart.dataSync()], `epsilon ${epsilon}`, 1e-5);
  }
});
