// Value and gradient of the warps, on both backends, against PyTorch's grid_sample.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { openBackend } from "../backend.ts";
import { compile } from "../graph/mod.ts";
import {
  assertOracle,
  assertResult,
  type NamedOracleCase,
  valueAndGradients,
} from "../oracle_case.ts";
import {
  assertClose,
  type Numbers,
  tensorOf,
  testOnEachBackend,
} from "../test_support.ts";
import { affineWarp, projectiveWarp, type WarpOptions } from "./mod.ts";
import fixture from "./testdata/warp.json" with { type: "json" };

interface Case extends NamedOracleCase {
  readonly matrices: Numbers;
}
/** Points are computed in float32: what weighs little is less exact. */
const INEXACT = 3e-6;
const cases: readonly Case[] = fixture.cases;

function matricesOf(numbers: Numbers): tf.Tensor2D {
  return tensorOf(numbers) as tf.Tensor as tf.Tensor2D;
}

function warped(
  { operation, options }: Case,
  x: tf.Tensor,
  matrices: tf.Tensor2D,
): tf.Tensor {
  const warp = operation === "affineWarp" ? affineWarp : projectiveWarp;
  return warp(x as tf.Tensor4D, matrices, options as WarpOptions);
}

for (const oracle of cases) {
  const what = `${oracle.operation}() of ${JSON.stringify(oracle.options)}`;
  testOnEachBackend(`${what} has PyTorch's value and gradient`, () => {
    const matrices = matricesOf(oracle.matrices);
    assertOracle(oracle, (x) => warped(oracle, x!, matrices), INEXACT);
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
      ({ x, matrices }: { x: tf.Tensor; matrices: tf.Tensor }) => {
        const { value, gradients } = valueAndGradients(
          (given) => warped(oracle!, given!, matrices as tf.Tensor2D),
          [x],
          tensorOf(oracle!.upstream),
        );
        return { value, gradient: gradients[0]! };
      },
    );
    try {
      const x = tensorOf(oracle!.inputs[0]!);
      const right = matricesOf(oracle!.matrices);
      step.run({ x, matrices: tf.add(right, 0.25) });
      const { value, gradient } = step.run({ x, matrices: right });
      assert(step.compiled);
      assertResult({ value, gradients: [gradient] }, oracle!, INEXACT);
    } finally {
      step.dispose();
      tf.engine().endScope();
    }
  },
});
