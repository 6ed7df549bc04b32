import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "./binding.ts";
import { gradients } from "./gradients.ts";
import { compile } from "./graph/mod.ts";
import { mirrorPad } from "./mirror_pad.ts";
import { testOnEachBackend } from "./test_support.ts";

/** NumPy's `reflect` beyond the end: 0 1 2 | 1 0 1 2. */
function mirrored(index: number, length: number): number {
  const step = length === 1 ? 1 : 2 * (length - 1);
  const phase = index % step;
  return phase < length ? phase : step - phase;
}

const cases = [
  [1, 1, 4, 3],
  [2, 3, 2, 9],
  [5, 7, 8, 8],
  [4, 4, 4, 4],
  [3, 2, 11, 2],
] as const;

testOnEachBackend("mirrorPad() goes to and fro about the last pixels", () => {
  for (const [height, width, toHeight, toWidth] of cases) {
    const values = Float32Array.from(
      { length: 2 * height * width * 2 },
      (_, i) => i,
    );
    const shape: [number, number, number, number] = [2, height, width, 2];
    const padded = mirrorPad(tf.tensor4d(values, shape), toHeight, toWidth);
    assert.deepEqual(padded.shape, [2, toHeight, toWidth, 2]);
    const wanted: number[] = [];
    for (let b = 0; b < 2; b++) {
      for (let y = 0; y < toHeight; y++) {
        for (let x = 0; x < toWidth; x++) {
          const row = b * height + mirrored(y, height);
          const at = 2 * (row * width + mirrored(x, width));
          wanted.push(values[at]!, values[at + 1]!);
        }
      }
    }
    assert.deepEqual([...padded.dataSync()], wanted, `${shape}`);
  }
});

testOnEachBackend(
  "mirrorPad() gives each pixel the gradients of its mirror images",
  () => {
    const x = tf.variable<tf.Rank.R4>(tf.tensor4d([1, 2, 3], [1, 1, 3, 1]));
    const upstream = tf.tensor4d([1, 10, 100, 1000, 1e4, 1e5, 1e6], [
      1,
      1,
      7,
      1,
    ]);
    const step = () => {
      const result = gradients(
        new Map([["x", x]]),
        () => tf.sum(tf.mul(mirrorPad(x, 1, 7), upstream)),
      );
      return { dx: result.gradients.get("x")! };
    };
    // Places of 1 2 3 2 1 2 3.
    const wanted = [1 + 1e4, 10 + 1000 + 1e5, 100 + 1e6];
    assert.deepEqual([...step().dx.dataSync()], wanted);
    if (!isNative()) return;
    const compiled = compile(step);
    assert.deepEqual([...compiled.run({}).dx.dataSync()], wanted);
    assert(compiled.compiled);
    compiled.dispose();
  },
);
