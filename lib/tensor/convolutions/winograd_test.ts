// Winograd's way against the plain convolution, which is held against PyTorch.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../backend.ts";
import { compile } from "../graph/mod.ts";
import { conv2d } from "./conv2d.ts";
import { nativeConv2d } from "./native_kernels.ts";
import type { KernelWindow } from "./pad_input.ts";
import { winogradConv2d, winogradUse } from "./winograd.ts";
import { bandsOf, tileGrid } from "./winograd_tiles.ts";

const isNative = (await openBackend()).name === "tensorflow";
const WINDOW: KernelWindow = {
  strides: [1, 1],
  dilations: [1, 1],
  mode: "SAME",
};

type Convolution = (x: tf.Tensor, weight: tf.Tensor) => tf.Tensor;
const plain: Convolution = (x, weight) =>
  nativeConv2d.forward(x, weight, WINDOW);
const winograd: Convolution = (x, weight) => winogradConv2d(x, weight, {});

function draw(seed: number, shape: readonly number[]): tf.Tensor {
  return tf.randomNormal([...shape], 0, 1, "float32", seed);
}

/** Value and both gradients. */
function everythingOf(
  convolution: Convolution,
  x: tf.Tensor,
  weight: tf.Tensor,
): tf.Tensor[] {
  const value = convolution(x, weight);
  const upstream = draw(3, value.shape);
  const gradients = tf.grads((x, weight) =>
    tf.sum(tf.mul(convolution(x!, weight!), upstream))
  )([x, weight]);
  return [value, ...gradients];
}

/** Largest difference as a share of the root mean square. */
function errorOf(actual: tf.Tensor, expected: tf.Tensor): number {
  const largest = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!;
  return largest / Math.sqrt(tf.mean(tf.square(expected)).dataSync()[0]!);
}

const shapes = [
  { name: "whole tiles", x: [2, 16, 12, 64], outputs: 64 },
  { name: "odd sides", x: [3, 13, 7, 5], outputs: 70 },
  { name: "less than a tile", x: [2, 1, 3, 64], outputs: 3 },
  { name: "bands of several images", x: [40, 44, 44, 24], outputs: 8 },
  { name: "bands of a part of an image", x: [2, 490, 44, 64], outputs: 16 },
];
for (const { name, x: shape, outputs } of shapes) {
  Deno.test({
    name: `winogradConv2d() is the plain convolution, with ${name}`,
    ignore: !isNative,
    async fn() {
      await openBackend();
      tf.tidy(() => {
        const x = draw(1, shape);
        const weight = draw(2, [3, 3, shape[3]!, outputs]);
        const expected = everythingOf(plain, x, weight);
        everythingOf(winograd, x, weight).forEach((actual, i) => {
          assert.deepEqual(actual.shape, expected[i]!.shape);
          const error = errorOf(actual, expected[i]!);
          assert(
            error < 3e-5,
            `${["value", "to x", "to weight"][i]}: ${error}`,
          );
        });
      });
    },
  });
}

Deno.test("bandsOf() covers every row of tiles once", () => {
  for (const shape of [[40, 44, 44], [2, 490, 44], [1, 4, 4], [3, 13, 7]]) {
    const grid = tileGrid(shape);
    const seen = new Set<string>();
    for (const { image, images, row, rows } of bandsOf(grid, 64)) {
      for (let i = image; i < image + images; i++) {
        for (let j = row; j < row + rows; j++) {
          assert(!seen.has(`${i} ${j}`));
          seen.add(`${i} ${j}`);
        }
      }
    }
    assert.equal(seen.size, grid.batch * grid.rows);
  }
});

Deno.test({
  name: "winogradUse() takes large 3x3 convolutions that keep the sides",
  ignore: !isNative,
  async fn() {
    await openBackend();
    const use = (x: number[], weight: number[], window = {}) =>
      tf.tidy(() =>
        winogradUse(tf.fill(x, 0), tf.fill(weight, 0), {
          ...WINDOW,
          ...window,
        })
      );
    const image = [2, 32, 32, 64];
    assert.equal(use(image, [3, 3, 64, 64]), "all");
    assert.equal(use(image, [3, 3, 64, 16]), "none");
    assert.equal(use(image, [5, 5, 64, 64]), "none");
    assert.equal(use(image, [3, 3, 32, 64]), "none", "in groups");
    assert.equal(use([1, 8, 8, 64], [3, 3, 64, 64]), "none", "few tiles");
    assert.equal(use(image, [3, 3, 64, 64], { strides: [2, 2] }), "none");
    assert.equal(use(image, [3, 3, 64, 64], { dilations: [2, 2] }), "none");
    assert.equal(use(image, [3, 3, 64, 64], { mode: "VALID" }), "none");
  },
});

Deno.test({
  name: "beside bfloat16 convolutions the filter gradient stays precise",
  ignore: !isNative,
  async fn() {
    await openBackend();
    tf.engine().startScope();
    const weight = tf.variable(draw(2, [3, 3, 128, 128]));
    const upstream = tf.keep(draw(3, [2, 24, 24, 128]));
    const gradientOf = (precision: "float32" | "bfloat16") => {
      const step = compile(({ x }: { x: tf.Tensor }) => {
        const gradient = tf.grad((weight) =>
          tf.sum(
            tf.mul(conv2d(x as tf.Tensor4D, weight, { padding: 1 }), upstream),
          )
        )(weight);
        return { gradient };
      }, { precision });
      const { gradient } = step.run({ x: draw(1, [2, 24, 24, 128]) });
      assert(step.compiled);
      step.dispose();
      return gradient;
    };
    const error = errorOf(gradientOf("bfloat16"), gradientOf("float32"));
    weight.dispose();
    tf.engine().endScope();
    // Rounding x and dy to bfloat16 loses 2^-9 of each product, and products lose it independently of each other.
    assert(error < 0.03, `${error}`);
  },
});
