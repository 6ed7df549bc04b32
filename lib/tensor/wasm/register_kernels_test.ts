// The kernels that are registered here, against the native backend's.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../backend.ts";
import { assertClose } from "../test_support.ts";

const native = (await openBackend()).name === "tensorflow";

function wave(shape: number[], phase: number): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = Array.from({ length: size }, (_, i) => Math.sin(i + phase));
  return tf.tensor(values, shape);
}

async function onBackend(
  portable: boolean,
  compute: () => tf.Tensor[],
): Promise<number[][]> {
  await openBackend({ portable });
  const tensors = tf.tidy(compute);
  const values = tensors.map((tensor) => [...tensor.dataSync()]);
  tf.dispose(tensors);
  return values;
}

type Sides2d = [number, number, number, number];
type Sides3d = [number, number, number, number, number];

/** A convolution, straight from tfjs. */
interface Layer {
  readonly x: number[];
  readonly filter: number[];
  readonly what: string;
  readonly run: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor;
}
const plain = (
  x: Sides2d,
  filter: Sides2d,
  stride: number | [number, number],
  pad: "same" | "valid",
): Layer => ({
  x,
  filter,
  what: `stride ${stride}, ${pad}`,
  run: (a, w) => tf.conv2d(a as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
});
const depthwise = (
  x: Sides2d,
  filter: Sides2d,
  stride: number | [number, number],
  pad: "same" | "valid",
): Layer => ({
  x,
  filter,
  what: `depthwise, stride ${stride}, ${pad}`,
  run: (a, w) =>
    tf.depthwiseConv2d(a as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
});
const volume = (
  x: Sides3d,
  filter: Sides3d,
  stride: number,
  pad: "same" | "valid",
): Layer => ({
  x,
  filter,
  what: `of volumes, stride ${stride}, ${pad}`,
  run: (a, w) => tf.conv3d(a as tf.Tensor5D, w as tf.Tensor5D, stride, pad),
});
const layers = [
  plain([2, 5, 7, 3], [3, 3, 3, 4], 1, "same"),
  plain([2, 5, 7, 3], [3, 3, 3, 4], 1, "valid"),
  plain([2, 6, 9, 3], [2, 4, 3, 5], 1, "same"),
  plain([3, 5, 7, 2], [1, 1, 2, 4], 1, "same"),
  plain([2, 6, 8, 3], [2, 2, 3, 4], 2, "same"),
  plain([2, 6, 9, 3], [2, 3, 3, 4], [2, 3], "valid"),
  plain([2, 7, 9, 3], [2, 2, 3, 4], 2, "valid"),
  plain([2, 7, 8, 3], [3, 3, 3, 4], 2, "same"),
  plain([1, 9, 8, 2], [7, 7, 2, 3], 2, "same"),
  depthwise([2, 5, 7, 3], [3, 3, 3, 1], 1, "same"),
  depthwise([2, 6, 9, 3], [2, 4, 3, 2], 1, "valid"),
  depthwise([3, 8, 6, 2], [5, 3, 2, 2], 2, "same"),
  depthwise([2, 7, 8, 3], [3, 3, 3, 1], 3, "valid"),
  volume([2, 4, 5, 3, 2], [3, 3, 2, 2, 3], 1, "same"),
  volume([2, 5, 6, 4, 2], [2, 3, 2, 2, 3], 2, "valid"),
  volume([2, 5, 6, 4, 2], [3, 3, 3, 2, 3], 2, "same"),
];

for (const { x, filter, what, run } of layers) {
  Deno.test({
    name: `gradients of a convolution ${filter} of ${x}, ${what}, on wasm ` +
      "are TensorFlow's",
    ignore: !native,
    async fn() {
      const compute = () => {
        const gradients = tf.grads((a, w) => {
          const y = run(a!, w!);
          return tf.sum(tf.mul(y, wave(y.shape, 3)));
        });
        return gradients([wave(x, 1), wave(filter, 2)]);
      };
      const wanted = await onBackend(false, compute);
      const got = await onBackend(true, compute);
      assertClose(got[0]!, wanted[0]!, "gradient of the input");
      assertClose(got[1]!, wanted[1]!, "gradient of the filter");
    },
  });
}

Deno.test("the gradient of gather on wasm sums rows that were taken twice", async () => {
  const [gradient] = await onBackend(true, () => [
    tf.grad((x) =>
      tf.sum(
        tf.mul(
          tf.gather(x, tf.tensor1d([2, 0, 2], "int32")),
          tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]),
        ),
      )
    )(tf.zeros([4, 2])),
  ]);
  assert.deepEqual(gradient, [3, 4, 0, 0, 6, 8, 0, 0]);
  await openBackend();
});

Deno.test("unsortedSegmentSum() on wasm leaves out ids of no segment", async () => {
  const volume = () => tf.reshape(tf.range(1, 25), [4, 2, 3]);
  const sums = (x: tf.Tensor, ids: number[]) =>
    tf.unsortedSegmentSum(x, tf.tensor1d(ids, "int32"), 3);
  const [once, twice, none] = await onBackend(true, () => [
    sums(volume(), [2, -1, 3, 2]),
    sums(tf.tensor1d([5, 6, 7, 8], "int32"), [1000, 0, -1000, 0]),
    sums(tf.zeros([0, 2]), []),
  ]);
  const zeros = Array(12).fill(0);
  assert.deepEqual(once, [...zeros, 20, 22, 24, 26, 28, 30]);
  assert.deepEqual(twice, [14, 0, 0]);
  assert.deepEqual(none, [0, 0, 0, 0, 0, 0]);
  await openBackend();
});
