// Value and gradient of each operation, on both backends, against PyTorch.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { assertOracle, type NamedOracleCase } from "../oracle_case.ts";
import { testOnEachBackend } from "../test_support.ts";
import nearestPixels from "./testdata/nearest_pixels.json" with {
  type: "json",
};
import {
  type CornerConvention,
  cropTo,
  padTo,
  pixelShuffle,
  pixelUnshuffle,
  resizeBilinear,
  resizeNearest,
  type ResizeNearestOptions,
  upsampleNearest,
} from "./mod.ts";
import fixture from "./testdata/resize.json" with { type: "json" };

/** Options as the fixture has them: of any of the operations. */
interface Options {
  readonly size: [number, number];
  readonly factor: number;
  readonly corners?: CornerConvention;
  readonly mode?: never;
  readonly at?: never;
}

const operations: Record<
  string,
  (x: tf.Tensor4D, options: Options) => tf.Tensor
> = {
  resizeBilinear: (x, options) => resizeBilinear(x, options.size, options),
  resizeNearest: (x, options) => resizeNearest(x, options.size, options),
  upsampleNearest: (x, { factor }) => upsampleNearest(x, factor),
  pixelShuffle: (x, { factor }) => pixelShuffle(x, factor),
  pixelUnshuffle: (x, { factor }) => pixelUnshuffle(x, factor),
  padTo: (x, options) => padTo(x, options.size, options),
  cropTo: (x, options) => cropTo(x, options.size, options),
};
const cases: readonly NamedOracleCase[] = fixture.cases;

for (const [name, operation] of Object.entries(operations)) {
  testOnEachBackend(`${name}() has PyTorch's value and gradient`, () => {
    const own = cases.filter((oracle) => oracle.operation === name);
    assert(own.length > 0);
    for (const oracle of own) {
      const what = JSON.stringify(oracle.options);
      const run = (x?: tf.Tensor) =>
        operation(x as tf.Tensor4D, oracle.options as Options);
      assertOracle(oracle, run, undefined, what);
    }
  });
}

testOnEachBackend(
  "resizeNearest() chooses the pixels that float32 chooses in PyTorch",
  () => {
    for (const [mode, rows] of Object.entries(nearestPixels)) {
      const options = { mode } as ResizeNearestOptions;
      for (const row of rows) {
        const [side, size, ...indices] = row.split(" ").map(Number);
        const actual = tf.tidy(() => {
          const x = tf.reshape(tf.range(0, side!), [1, side!, 1, 1]);
          return resizeNearest(x as tf.Tensor4D, [size!, 1], options)
            .dataSync();
        });
        assert.deepEqual([...actual], indices, `${mode} of ${side} to ${size}`);
      }
    }
  },
);

testOnEachBackend("sizes that cannot be made are refused", () => {
  const x = tf.zeros<tf.Rank.R4>([1, 4, 6, 3]);
  const refused: readonly [() => unknown, RegExp][] = [
    [() => resizeNearest(x, [0, 3]), /positive integers.* 0x3/],
    [() => resizeBilinear(x, [2.5, 3]), /positive integers.* 2\.5x3/],
    [() => upsampleNearest(x, 1.5), /positive integer.* 1\.5/],
    [() => pixelShuffle(x, 2), /multiple of factor\^2.* 3 and 2/],
    [() => pixelUnshuffle(x, 4), /multiples of.* 4x6 and 4/],
    [() => padTo(x, [3, 6]), /at least 4x6, current value is 3x6/],
    [() => cropTo(x, [5, 6]), /at least 5x6, current value is 4x6/],
    [() => padTo(x, [8, 6], { mode: "reflect" }), /at most 3 pixels.* 4/],
  ];
  for (const [run, message] of refused) {
    assert.throws(run, (error: Error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  }
});
