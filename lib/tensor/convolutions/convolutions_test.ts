// Value and every gradient of each convolution, on both backends, against PyTorch.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import {
  assertClose,
  type Numbers,
  tensorOf,
  testOnEachBackend,
} from "../test_support.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dTranspose } from "./conv2d_transpose.ts";
import { conv3d } from "./conv3d.ts";
import { conv3dTranspose } from "./conv3d_transpose.ts";
import { depthwiseConv2d } from "./depthwise_conv2d.ts";

interface Case {
  readonly options: Record<string, unknown>;
  readonly inputs: readonly Numbers[];
  readonly upstream: Numbers;
  readonly value: Numbers;
  readonly gradients: readonly Numbers[];
}
type Operation = (
  x: tf.Tensor,
  weight: tf.Tensor,
  options: Record<string, unknown>,
) => tf.Tensor;

// The options come from JSON, which TypeScript cannot tell more of.
const operations: Record<string, Operation> = {
  conv2d: (x, weight, options) => conv2d(x as tf.Tensor4D, weight, options),
  conv2d_transpose: (x, weight, options) =>
    conv2dTranspose(x as tf.Tensor4D, weight, options),
  depthwise_conv2d: (x, weight, options) =>
    depthwiseConv2d(x as tf.Tensor4D, weight, options),
  conv3d: (x, weight, options) => conv3d(x as tf.Tensor5D, weight, options),
  conv3d_transpose: (x, weight, options) =>
    conv3dTranspose(x as tf.Tensor5D, weight, options),
};

for (const [name, operation] of Object.entries(operations)) {
  const url = new URL(`testdata/${name}.json`, import.meta.url);
  const cases: Case[] = JSON.parse(Deno.readTextFileSync(url));
  for (const oracle of cases) {
    const { options } = oracle;
    const shapes = oracle.inputs.map(({ shape }) => shape.join("x"));
    const title = `${name} of ${shapes.join(" by ")} ${
      JSON.stringify(options)
    }`;
    testOnEachBackend(`${title} has PyTorch's value and gradients`, () => {
      const [x, weight] = oracle.inputs.map(tensorOf) as [tf.Tensor, tf.Tensor];
      const upstream = tensorOf(oracle.upstream);
      assertClose(operation(x, weight, options), oracle.value, "value");
      const before = tf.memory().numTensors;
      const gradients = tf.grads((...given) =>
        tf.sum(tf.mul(operation(given[0]!, given[1]!, options), upstream))
      )([x, weight]);
      assert.equal(tf.memory().numTensors, before + 2, "tensors left over");
      oracle.gradients.forEach((expected, i) =>
        assertClose(gradients[i]!, expected, `gradient ${i}`)
      );
    });
  }
}
