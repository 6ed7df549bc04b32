// Value and gradient of the warps, on both backends, against PyTorch's grid_sample.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { openBackend } from "../backend.ts";
import { compile } from "../graph/mod.ts";
import {
  assertClose,
  type Numbers,
  tensorOf,
  testOnEachBackend,
} from "../test_support.ts";
import { affineWarp, projectiveWarp, type WarpOptions } from "./mod.ts";
import fixture from "./testdata/warp.json" with { type: "json" };

interface Case {
  readonly operation: string;
  readonly options: unknown;
  readonly input: Numbers;
  readonly matrices: Numbers;
  readonly upstream: Numbers;
  readonly value: Numbers;
  readonly gradient: Numbers;
}
const cases: readonly Case[] = fixture.cases;

function matricesOf(numbers: Numbers): tf.Tensor2D {
  return tensorOf(numbers) as tf.Tensor as tf.Tensor2D;
}

function valueAndGradient(
  { operation, options, upstream }: Case,
  x: tf.Tensor4D,
  matrices: tf.Tensor2D,
): { value: tf.Tensor; gradient: tf.Tensor } {
  const warp = operation === "affineWarp" ? affineWarp : projectiveWarp;
  const run = (given: tf.Tensor) =>
    warp(given as tf.Tensor4D, matrices, options as WarpOptions);
  const weights = tensorOf(upstream);
  const gradient = tf.grad((given) => tf.sum(tf.mul(run(given), weights)))(x);
  return { value: run(x), gradient };
}

for (const oracle of cases) {
  const what = `${oracle.operation}() of ${JSON.stringify(oracle.options)}`;
  testOnEachBackend(`${what} has PyTorch's value and gradient`, () => {
    const matrices = matricesOf(oracle.matrices);
    const result = valueAndGradient(oracle, tensorOf(oracle.input), matrices);
    // Points are computed in float32: what weighs little is less exact.
    assertClose(result.value, oracle.value, "value", 3e-6);
    assertClose(result.gradient, oracle.gradient, "gradient", 3e-6);
  });
}

testOnEachBackend("affineWarp() has its transpose as gradient", () => {
  // Large enough that a matrix of all pixels by all pixels would take 12 GB.
  const x = tf.randomNormal<tf.Rank.R4>([2, 150, 130, 3], 0, 1, "float32", 5);
  const y = tf.randomNormal(x.shape, 0, 1, "float32", 6);
  const matrices = tf.tensor2d([
    [0.9, 0.3, -20, -0.3, 0.9, 15],
    [1.2, 0, -13, 0.1, 1.1, -9],
  ]);
  const product = (given: tf.Tensor) =>
    tf.sum(tf.mul(affineWarp(given as tf.Tensor4D, matrices), y));
  const { value, grad } = tf.valueAndGrad(product)(x);
  assertClose(tf.sum(tf.mul(grad, x)), [value.dataSync()[0]!], "product");
});

testOnEachBackend(
  "projectiveWarp() mixes the fill value with the border",
  () => {
    const x = tf.tensor4d([2, 4], [1, 1, 2, 1]);
    const matrix = tf.tensor2d([[1, 0, -0.25, 0, 1, 0, 0, 0]]);
    const options = { size: [1, 4], fillValue: 10 } as const;
    const y = projectiveWarp(x, matrix, options);
    assertClose(y, [0.75 * 2 + 2.5, 3.5, 0.25 * 4 + 7.5, 10], "value");
  },
);

testOnEachBackend("affineWarp() refuses matrices of another batch", () => {
  const x = tf.zeros<tf.Rank.R4>([2, 3, 3, 1]);
  assert.throws(() => affineWarp(x, tf.zeros([1, 6])), (error: Error) => {
    assert(error instanceof InputError);
    assert.match(error.message, /shape must be 2,6, current value is 1,6/);
    return true;
  });
});

Deno.test({
  name: "affineWarp() runs in a compiled step whose matrices change",
  ignore: (await openBackend()).name !== "tensorflow",
  async fn() {
    await openBackend();
    const [oracle] = cases;
    tf.engine().startScope();
    const step = compile(
      ({ x, matrices }: { x: tf.Tensor; matrices: tf.Tensor }) =>
        valueAndGradient(oracle!, x as tf.Tensor4D, matrices as tf.Tensor2D),
    );
    try {
      const x = tensorOf(oracle!.input);
      const right = matricesOf(oracle!.matrices);
      step.run({ x, matrices: tf.add(right, 0.25) });
      const result = step.run({ x, matrices: right });
      assert(step.compiled);
      assertClose(result.value, oracle!.value, "value", 3e-6);
      assertClose(result.gradient, oracle!.gradient, "gradient", 3e-6);
    } finally {
      step.dispose();
      tf.engine().endScope();
    }
  },
});
