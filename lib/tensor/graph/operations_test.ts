import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { gather } from "../gather.ts";
import {
  compileStrictly,
  numbersOf,
  pattern,
  testCompiled,
} from "./test_support.ts";

type Run = (x: tf.Tensor4D, positive: tf.Tensor4D) => tf.Tensor | tf.Tensor[];

const unary: Run[] = [
  tf.abs,
  tf.cos,
  tf.ceil,
  tf.elu,
  tf.erf,
  tf.exp,
  tf.expm1,
  tf.floor,
  tf.isFinite,
  tf.isInf,
  tf.isNaN,
  tf.leakyRelu,
  tf.neg,
  tf.relu,
  tf.relu6,
  tf.round,
  tf.selu,
  tf.sigmoid,
  tf.sign,
  tf.sin,
  tf.softmax,
  tf.logSoftmax,
  tf.softplus,
  tf.square,
  tf.step,
  tf.tan,
  tf.tanh,
  tf.zerosLike,
  tf.onesLike,
  tf.clone,
].map((run) => (x) => run(x));

const unaryOfPositive: Run[] = [
  tf.log,
  tf.log1p,
  tf.sqrt,
  tf.rsqrt,
  tf.reciprocal,
  tf.logSigmoid,
].map((run) => (_, positive) => run(positive));

const binary: Run[] = [
  tf.add,
  tf.sub,
  tf.mul,
  tf.div,
  tf.divNoNan,
  tf.maximum,
  tf.minimum,
  tf.squaredDifference,
  tf.greater,
  tf.greaterEqual,
  tf.less,
  tf.lessEqual,
  tf.equal,
  tf.notEqual,
  tf.atan2,
  tf.mod,
].flatMap((run): Run[] => [
  (x, positive) => run(x, positive),
  (x) => run(x, tf.tensor1d([0.5, -0.25, 1, 2])),
  (x) => run(x, 0.5),
]);

const reductions: Run[] = [
  tf.sum,
  tf.mean,
  tf.max,
  tf.min,
  tf.prod,
  tf.logSumExp,
].flatMap((run): Run[] => [
  (x) => run(x),
  (x) => run(x, [1, 2]),
  (x) => run(x, -1, true),
]);

const others: Readonly<Record<string, Run>> = {
  "all and any": (x) => [
    tf.all(tf.greater(x, 0), 1),
    tf.any(tf.greater(x, 0), 1),
  ],
  "argMax and argMin": (x) => [tf.argMax(x, 3), tf.argMin(x, 1)],
  norm: (x) => tf.norm(x),
  moments: (x) => Object.values(tf.moments(x, [0, 1, 2])),
  pow: (_, positive) => [tf.pow(positive, 2), tf.pow(positive, positive)],
  floorDiv: (x) => tf.floorDiv(tf.cast(tf.mul(x, 100), "int32"), 3),
  "int32 arithmetic": (x) => {
    const i = tf.cast(tf.mul(x, 100), "int32");
    return [tf.add(i, i), tf.mul(i, 3), tf.sum(i, 1), tf.max(i)];
  },
  logical: (x, positive) => {
    const [a, b] = [tf.greater(x, 0), tf.greater(positive, 1)];
    return [
      tf.logicalAnd(a, b),
      tf.logicalOr(a, b),
      tf.logicalNot(a),
      tf.logicalXor(a, b),
    ];
  },
  where: (x, positive) => [
    tf.where(tf.greater(x, 0), x, positive),
    tf.where(tf.greater(x, 0), x, tf.zerosLike(x)),
  ],
  clipByValue: (x) => tf.clipByValue(x, -0.5, 0.25),
  cast: (x) => [
    tf.cast(x, "int32"),
    tf.cast(x, "bool"),
    tf.cast(tf.cast(x, "bool"), "float32"),
    tf.cast(tf.cast(x, "bool"), "int32"),
  ],
  reshape: (x) => [tf.reshape(x, [-1, 4]), tf.reshape(x, [-1])],
  expandDims: (x) => [
    tf.expandDims(x),
    tf.expandDims(x, -1),
    tf.expandDims(tf.cast(x, "int32"), 2),
    tf.expandDims(tf.cast(x, "bool"), 2),
  ],
  squeeze: (x) => tf.squeeze(tf.slice(x, [0, 0, 0, 0], [1, -1, -1, 1])),
  transpose: (x) => [tf.transpose(x), tf.transpose(x, [0, 3, 1, 2])],
  slice: (x) => [
    tf.slice(x, [0, 1, 0, 2], [-1, 2, 3, 1]),
    tf.slice(x, 1),
  ],
  stridedSlice: (x) =>
    tf.stridedSlice(x, [0, 0, 1, 0], [2, 4, 6, 4], [1, 2, 2, 1]),
  concat: (x, positive) => [
    tf.concat([x, positive], 3),
    tf.concat([x, x, positive], 0),
  ],
  stack: (x, positive) => [tf.stack([x, positive]), tf.stack([x, x], -1)],
  unstack: (x) => tf.unstack(x, 1),
  split: (x) => [...tf.split(x, 2, 3), ...tf.split(x, [1, 3], 3)],
  tile: (x) => tf.tile(x, [1, 2, 1, 3]),
  broadcastTo: (x) => tf.broadcastTo(tf.slice(x, 0, [1, -1, -1, -1]), x.shape),
  pad: (x) => [
    tf.pad(x, [[0, 0], [1, 2], [3, 0], [0, 0]]),
    tf.pad(x, [[0, 0], [1, 2], [0, 0], [1, 0]], 7),
  ],
  mirrorPad: (x) => [
    tf.mirrorPad(x, [[0, 0], [1, 2], [2, 1], [0, 0]], "reflect"),
    tf.mirrorPad(x, [[0, 0], [1, 2], [2, 1], [0, 0]], "symmetric"),
  ],
  reverse: (x) => [tf.reverse(x, 2), tf.reverse(x, [0, 3])],
  cumsum: (x) => [tf.cumsum(x, 3), tf.cumsum(x, 3, true, true)],
  cumprod: (x) => tf.cumprod(x, 3),
  topk: (x) => Object.values(tf.topk(x, 2)),
  oneHot: (x) => tf.oneHot(tf.argMax(x, 3), 4),
  gather: (x) => gather(x, tf.tensor1d([2, 0, 2], "int32"), 3),
  gatherND: (x) =>
    tf.gatherND(x, tf.tensor2d([[0, 1], [1, 2]], [2, 2], "int32")),
  scatterND: (x) =>
    tf.scatterND(
      tf.tensor2d([[3], [1]], [2, 1], "int32"),
      tf.slice(tf.reshape(x, [-1]), 0, 2),
      [5],
    ),
  unsortedSegmentSum: (x) =>
    tf.unsortedSegmentSum(
      tf.reshape(x, [-1, 4]),
      tf.tensor1d(Array.from({ length: 48 }, (_, i) => i % 5), "int32"),
      5,
    ),
  fills: (x) => [
    tf.add(x, tf.fill([4], 3)),
    tf.add(x, tf.ones([4])),
    tf.add(x, tf.range(0, 4)),
    tf.add(x, tf.linspace(0, 1, 4)),
    tf.add(x, tf.slice(tf.eye(4), 0, [1, -1])),
  ],
  matMul: (x) => {
    const rows = tf.reshape(x, [48, 4]) as tf.Tensor2D;
    return [
      tf.matMul(rows, rows, true),
      tf.matMul(x, x, false, true),
      tf.dot(rows, tf.tensor1d([1, 2, 3, 4])),
      tf.einsum("bhwc,bhwd->bcd", x, x),
    ];
  },
  prelu: (x) => tf.prelu(x, tf.tensor4d([0.1, 0.2, 0.3, 0.4], [1, 1, 1, 4])),
  addN: (x, positive) => tf.addN([x, positive, x]),
  resizing: (x) => [
    tf.image.resizeBilinear(x, [7, 5]),
    tf.image.resizeNearestNeighbor(x, [8, 12]),
  ],
  pooling: (x) => [
    tf.maxPool(x, 2, 2, "valid"),
    tf.maxPool(x, 3, 1, "same"),
    tf.avgPool(x, 2, 2, "valid"),
  ],
  convolutions: (x) => {
    const filter = pattern([3, 3, 4, 2], 3) as tf.Tensor4D;
    return [
      tf.conv2d(x, filter, 1, "same"),
      tf.conv2d(x, filter, 2, "valid"),
      tf.conv2d(x, filter, 1, "valid", "NHWC", 1),
      tf.depthwiseConv2d(x, filter, 1, "same"),
      tf.separableConv2d(
        x,
        filter,
        pattern([1, 1, 8, 3], 5) as tf.Tensor4D,
        1,
        "same",
      ),
      tf.conv2dTranspose(
        x,
        pattern([2, 2, 3, 4], 2) as tf.Tensor4D,
        [
          2,
          8,
          12,
          3,
        ],
        2,
        "valid",
      ),
      tf.conv3d(
        tf.reshape<tf.Rank.R5>(x, [1, 2, 4, 6, 4]),
        pattern([2, 3, 3, 4, 2], 2) as tf.Tensor5D,
        1,
        "same",
      ),
    ];
  },
  "fused convolution": (x) =>
    tf.fused.conv2d({
      x,
      filter: pattern([3, 3, 4, 2], 3) as tf.Tensor4D,
      strides: 1,
      pad: "same",
      bias: tf.tensor1d([0.5, -0.5]),
      activation: "relu",
    }),
  "space and depth": (x) => [
    tf.depthToSpace(x, 2),
    tf.spaceToBatchND(x, [2, 2], [[0, 0], [0, 0]]),
    tf.batchToSpaceND(tf.concat([x, x], 0), [2, 2], [[0, 1], [0, 0]]),
  ],
  "batch norm of tfjs": (x) =>
    tf.batchNorm(
      x,
      tf.tensor1d([0, 1, 2, 3]),
      tf.tensor1d([1, 2, 3, 4]),
      tf.tensor1d([1, 0, 1, 0]),
      tf.tensor1d([2, 1, 2, 1]),
    ),
  dilation: (x) =>
    tf.dilation2d(x, pattern([3, 3, 4], 2) as tf.Tensor3D, 1, "same"),
};

/** Fails unless the graph gives what running each operation at once gives. */
function assertSame(run: Run, what: string): void {
  const x = pattern([2, 4, 6, 4]) as tf.Tensor4D;
  const positive = tf.add(tf.abs(x), 0.75) as tf.Tensor4D;
  const record = (x: tf.Tensor, positive: tf.Tensor) =>
    Object.fromEntries(
      [run(x as tf.Tensor4D, positive as tf.Tensor4D)].flat()
        .map((tensor, i) => [`${i}`, tensor] as const),
    );
  const step = compileStrictly(
    (inputs: { x: tf.Tensor; positive: tf.Tensor }) =>
      record(inputs.x, inputs.positive),
  );
  const wanted = record(x, positive);
  const given = step.run({ x, positive });
  for (const [name, tensor] of Object.entries(wanted)) {
    assert.deepEqual(given[name]!.shape, tensor.shape, `shape of ${what}`);
    assert.equal(given[name]!.dtype, tensor.dtype, `type of ${what}`);
    const values = numbersOf(tensor);
    numbersOf(given[name]!).forEach((value, i) => {
      const error = Math.abs(value - values[i]!);
      assert(
        Object.is(value, values[i]) ||
          error <= 1e-5 * Math.max(1, Math.abs(values[i]!)),
        `${what} ${name}[${i}] is ${value}, eagerly ${values[i]}`,
      );
    });
  }
  step.dispose();
}

const families = { unary, unaryOfPositive, binary, reductions };
for (const [family, runs] of Object.entries(families)) {
  testCompiled(`compile() gives the eager values: ${family}`, () => {
    runs.forEach((run, i) => assertSame(run, `${family} ${i}`));
  });
}
for (const [name, run] of Object.entries(others)) {
  testCompiled(
    `compile() gives the eager values: ${name}`,
    () => assertSame(run, name),
  );
}
