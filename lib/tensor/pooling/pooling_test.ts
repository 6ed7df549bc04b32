// Value and gradient of each pooling, on both backends, against PyTorch.
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
import { tensorOf, testOnEachBackend } from "../test_support.ts";
import {
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  avgPool2d,
  avgPool3d,
  maxPool2d,
  maxPool3d,
} from "./mod.ts";
import fixture from "./testdata/pooling.json" with { type: "json" };

/** Options as the fixture has them: of any of the operations. */
interface Options {
  readonly kernel: number;
  readonly size: [number, number];
}

const operations: Record<
  string,
  (x: tf.Tensor, options: Options) => tf.Tensor
> = {
  maxPool2d: (x, options) => maxPool2d(x as tf.Tensor4D, options),
  maxPool3d: (x, options) => maxPool3d(x as tf.Tensor5D, options),
  avgPool2d: (x, options) => avgPool2d(x as tf.Tensor4D, options),
  avgPool3d: (x, options) => avgPool3d(x as tf.Tensor5D, options),
  adaptiveAvgPool2d: (x, { size }) => adaptiveAvgPool2d(x as tf.Tensor4D, size),
  adaptiveMaxPool2d: (x, { size }) => adaptiveMaxPool2d(x as tf.Tensor4D, size),
};
const cases: readonly NamedOracleCase[] = fixture.cases;

const running = ({ operation, options }: NamedOracleCase) => (x?: tf.Tensor) =>
  operations[operation]!(x!, options as Options);

for (const name of Object.keys(operations)) {
  testOnEachBackend(`${name}() has PyTorch's value and gradient`, () => {
    const own = cases.filter(({ operation }) => operation === name);
    assert(own.length > 2);
    for (const oracle of own) {
      const what = JSON.stringify(oracle.options);
      assertOracle(oracle, running(oracle), undefined, what);
    }
  });
}

Deno.test({
  name: "maxPool2d() has PyTorch's gradient in a compiled step, too",
  ignore: (await openBackend()).name !== "tensorflow",
  // There oneDNN's kernels run, not those of the eager operations.
  async fn() {
    await openBackend();
    const own = cases.filter(({ operation }) => operation === "maxPool2d");
    const step = compile(({ x }: { x: tf.Tensor }, index) => {
      const oracle = own[Number(index)]!;
      const upstream = tensorOf(oracle.upstream);
      const result = valueAndGradients(running(oracle), [x], upstream);
      return { value: result.value, gradient: result.gradients[0]! };
    });
    tf.engine().startScope();
    try {
      own.forEach((oracle, index) => {
        const x = tensorOf(oracle.inputs[0]!);
        const { value, gradient } = step.run({ x }, `${index}`);
        assert(step.compiled);
        const what = JSON.stringify(oracle.options);
        const result = { value, gradients: [gradient] };
        assertResult(result, oracle, undefined, what);
      });
    } finally {
      tf.engine().endScope();
      step.dispose();
    }
  },
});

testOnEachBackend("maxPool2d() refuses options that PyTorch refuses", () => {
  const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
  const refused = [
    [{ kernel: 0 }, /kernel must be an integer of at least 1/],
    [{ kernel: 3, padding: 2 }, /padding must be at most half the kernel, 1/],
    [{ kernel: 2, stride: 1.5 }, /stride must be an integer of at least 1/],
    [{ kernel: 5 }, /must hold a window of 5, current side is 4/],
  ] as const;
  for (const [options, message] of refused) {
    assert.throws(() => maxPool2d(x, options), (error: Error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  }
});
