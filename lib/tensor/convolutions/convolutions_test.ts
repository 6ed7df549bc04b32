// Value and every gradient of each convolution, on both backends, against PyTorch.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../backend.ts";
import { isNative, nativeBackend } from "../binding.ts";
import { compile } from "../graph/compile.ts";
import {
  assertOracle,
  assertResult,
  type OracleCase,
  valueAndGradients,
} from "../oracle_case.ts";
import { tensorOf, testOnEachBackend } from "../test_support.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dTranspose } from "./conv2d_transpose.ts";
import { conv3d } from "./conv3d.ts";
import { conv3dTranspose } from "./conv3d_transpose.ts";
import { depthwiseConv2d } from "./depthwise_conv2d.ts";

interface Case extends OracleCase {
  readonly options: Record<string, unknown>;
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

interface NamedCase extends Case {
  readonly title: string;
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
}
const cases: NamedCase[] = Object.entries(operations)
  .flatMap(([name, operation]) => {
    const url = new URL(`testdata/${name}.json`, import.meta.url);
    const oracles: Case[] = JSON.parse(Deno.readTextFileSync(url));
    return oracles.map((oracle) => {
      const shapes = oracle.inputs.map(({ shape }) => shape.join("x"));
      return {
        ...oracle,
        title: `${name} of ${shapes.join(" by ")} ${
          JSON.stringify(oracle.options)
        }`,
        run: (x, weight) => operation(x!, weight!, oracle.options),
      };
    });
  });

for (const oracle of cases) {
  testOnEachBackend(`${oracle.title} has PyTorch's value and gradients`, () => {
    assertOracle(oracle, oracle.run);
  });
}

// TensorFlow takes other kernels in a graph than in single calls.
testOnEachBackend(
  "convolutions have PyTorch's values and gradients compiled",
  () => {
    const inputs: Record<string, tf.Tensor> = {};
    cases.forEach((oracle, i) => {
      [...oracle.inputs, oracle.upstream].forEach((numbers, j) => {
        inputs[`${i}/${j}`] = tensorOf(numbers);
      });
    });
    const step = compile((given: Record<string, tf.Tensor>) => {
      const outputs: Record<string, tf.Tensor> = {};
      cases.forEach((oracle, i) => {
        const [x, weight, upstream] = [0, 1, 2].map((j) => given[`${i}/${j}`]!);
        const { value, gradients } = valueAndGradients(
          oracle.run,
          [x!, weight!],
          upstream!,
        );
        [value, ...gradients].forEach((output, j) => {
          outputs[`${i}/${j}`] = output;
        });
      });
      return outputs;
    });
    const outputs = step.run(inputs);
    assert.equal(step.compiled, isNative());
    cases.forEach((oracle, i) => {
      const [value, ...gradients] = [0, 1, 2].map((j) => outputs[`${i}/${j}`]!);
      const result = { value: value!, gradients };
      assertResult(result, oracle, undefined, oracle.title);
    });
    step.dispose();
  },
);

Deno.test({
  name: "conv2d() leaves out the gradient to an input that needs none",
  ignore: (await openBackend()).name !== "tensorflow",
  async fn() {
    await openBackend();
    const backend = nativeBackend();
    const execute = backend.executeSingleOutput;
    const called: string[] = [];
    backend.executeSingleOutput = (name, attributes, inputs) => {
      called.push(name);
      return execute.call(backend, name, attributes, inputs);
    };
    try {
      tf.tidy(() => {
        const image = tf.ones([1, 4, 4, 2]) as tf.Tensor4D;
        tf.grad((weight) =>
          tf.sum(conv2d(image, weight, { padding: [[0, 2], [1, 0]] }))
        )(tf.ones([3, 3, 2, 2]));
      });
    } finally {
      backend.executeSingleOutput = execute;
    }
    assert(called.includes("Conv2DBackpropFilter"));
    assert(!called.includes("Conv2DBackpropInput"));
  },
});

Deno.test("convolutions refuse what does not fit, with the numbers", async () => {
  await openBackend();
  const x = tf.zeros([1, 4, 6, 3]) as tf.Tensor4D;
  assert.throws(
    () => conv2d(x, tf.zeros([7, 3, 3, 2]), { padding: 1 }),
    /height with its padding must be at least 7 .*current value is 6/,
  );
  assert.throws(
    () => conv2d(x, tf.zeros([1, 3, 3, 2]), { dilation: 3 }),
    /width with its padding must be at least 7 .*current value is 6/,
  );
  assert.throws(
    () => conv2d(x, tf.zeros([3, 3, 2, 2])),
    /must have 2 channels for a filter of 3x3x2x2 in 1 groups, current value is 3/,
  );
  assert.throws(
    () => conv2d(x, tf.zeros([1, 1, 1, 4]), { groups: 3 }),
    /last axis must be a multiple of 3 \(groups\), current value is 4/,
  );
  assert.throws(
    () => conv2d(x, tf.zeros([3, 3, 3, 2]), { stride: 0 }),
    /stride must be an integer of at least 1, current value is 0/,
  );
  assert.throws(
    () => conv2d(x, tf.zeros([3, 3, 3, 2]), { padding: [[1, -1], [0, 0]] }),
    /padding must be an integer of at least 0, current value is -1/,
  );
  assert.throws(
    () => depthwiseConv2d(x, tf.zeros([3, 3, 4, 1])),
    /must have 4 channels for a depthwise filter of 3x3x4x1, current value is 3/,
  );
  assert.throws(
    () => conv2dTranspose(x, tf.zeros([2, 2, 5, 3]), { outputPadding: 1 }),
    /output padding must be less than 1 .*current value is 1/,
  );
  assert.throws(
    () => conv2dTranspose(x, tf.zeros([1, 1, 5, 3]), { padding: 2 }),
    /output's height must be at least 1, current value is 0/,
  );
  assert.throws(
    () => conv3d(tf.zeros([1, 4, 4, 4, 3]), tf.zeros([3, 3, 3, 2])),
    /must have 4 axes/,
  );
});
