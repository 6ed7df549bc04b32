import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import type { Precision } from "../element_type.ts";
import {
  batchNormTrain,
  conv2d,
  conv2dTranspose,
  conv3d,
  depthwiseConv2d,
  inFloat32,
  leakyRelu,
  maxPool2d,
  relu6,
  resizeNearest,
  silu,
} from "../mod.ts";
import { gradients } from "../gradients.ts";
import { lowerPrecision } from "./precision.ts";
import { compileStrictly, pattern, testCompiled } from "./test_support.ts";
import { openTraining } from "./training_support.ts";
import { traceStep } from "./trace.ts";

const LOW = ["bfloat16", "float16"] as const;

for (
  const [precision, tolerance] of [["bfloat16", 0.03], [
    "float16",
    0.02,
  ]] as const
) {
  testCompiled(
    `20 steps in ${precision} follow float32 to ${tolerance}, with weights in float32`,
    () => {
      const options = {
        optimizer: { name: "adamw", learningRate: 0.01, weightDecay: 0 },
        widths: [8, 16],
      } as const;
      const [exact, low] = [openTraining(options), openTraining(options)];
      const wanted = exact.train(0, 20, {});
      const losses = low.train(0, 20, { precision });
      const worst = Math.max(
        ...losses.map((loss, i) => Math.abs(loss / wanted[i]! - 1)),
      );
      assert(worst < tolerance, `the loss differs by ${worst}`);
      assert(worst > 1e-7, "nothing was computed in a lower precision");
      const [name, weight] = [...low.variables].find(([key]) =>
        key.endsWith("conv1.weight")
      )!;
      assert.equal(weight.dtype, "float32");
      const isCoarse = weight.dataSync().every((value) => {
        const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
        return (bits & 0x1fff) === 0;
      });
      assert(!isCoarse, `${name} has lost its last digits`);
      exact.dispose();
      low.dispose();
    },
  );
}

/** Operations of a step, with the types of their first outputs once it is lowered. */
function typesOf(
  step: (inputs: { x: tf.Tensor }) => { y: tf.Tensor },
  x: tf.Tensor,
  precision: Precision,
): Map<string, string[]> {
  const trace = traceStep(
    ({ x }) => step({ x: x! }),
    { x },
    { prefix: "", precision },
  );
  const types = new Map<string, string[]>();
  for (const { operation, outputs } of lowerPrecision(trace, precision).nodes) {
    types.set(operation, [
      ...types.get(operation) ?? [],
      outputs[0]?.type ?? "",
    ]);
  }
  return types;
}

testCompiled(
  "what lies between convolutions stays low, losses and statistics do not",
  () => {
    const filter = pattern([3, 3, 4, 4], 2) as tf.Tensor4D;
    const w = tf.variable(filter);
    const types = typesOf(
      ({ x }) => {
        const { loss, gradients: { size } } = gradients(
          new Map([["w", w]]),
          () => {
            const y = tf.relu(
              conv2d(x as tf.Tensor4D, w as tf.Tensor4D, { padding: 1 }),
            );
            const z = conv2d(tf.add(y, y), filter, { padding: 1 });
            return tf.mean(tf.square(tf.sigmoid(inFloat32(z)))) as tf.Scalar;
          },
        );
        assert.equal(size, 1);
        return { y: loss };
      },
      pattern([1, 8, 8, 4]),
      "bfloat16",
    );
    assert.deepEqual(types.get("Relu"), ["bfloat16"]);
    assert.deepEqual(types.get("Add")?.[0], "bfloat16");
    assert.deepEqual(types.get("Sigmoid"), ["float32"]);
    assert.deepEqual(types.get("Square"), ["float32"]);
    assert.deepEqual(types.get("Identity"), ["float32", "float32"]);
    assert(!types.get("SigmoidGrad")?.includes("bfloat16"));
  },
);

type Layer = (x: tf.Tensor4D) => tf.Tensor;
const layers: Readonly<Record<string, Layer>> = {
  depthwise: (x) =>
    depthwiseConv2d(x, pattern([3, 3, 4, 1], 3) as tf.Tensor4D, { padding: 1 }),
  "grouped and strided": (x) =>
    conv2d(x, pattern([3, 3, 2, 6], 3) as tf.Tensor4D, {
      groups: 2,
      stride: 2,
      padding: 1,
    }),
  dilated: (x) =>
    conv2d(x, pattern([3, 3, 4, 2], 3) as tf.Tensor4D, {
      dilation: 2,
      padding: 2,
    }),
  transposed: (x) =>
    conv2dTranspose(x, pattern([2, 2, 3, 4], 3) as tf.Tensor4D, { stride: 2 }),
  volume: (x) =>
    conv3d(
      tf.reshape<tf.Rank.R5>(x, [1, 2, 8, 8, 4]),
      pattern([3, 3, 3, 4, 2], 3) as tf.Tensor5D,
      { padding: 1 },
    ),
  leakyRelu: (x) => leakyRelu(x),
  silu: (x) => silu(x),
  relu6: (x) => relu6(x),
  tanh: (x) => tf.tanh(x),
  "max pooling": (x) => maxPool2d(x, { kernel: 2, stride: 2 }),
  "average pooling": (x) => tf.avgPool(x, 2, 2, "same"),
  nearest: (x) => resizeNearest(x, [16, 16]),
  padding: (x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [0, 0]], 0.5),
  concat: (x) => tf.concat([x, tf.relu(x)], 3),
  split: (x) => tf.mul(tf.split(x, 2, 3)[0]!, tf.split(x, 2, 3)[1]!),
  stack: (x) => tf.stack([x, x]),
  select: (x) => tf.where(tf.greater(pattern(x.shape, 7), 0), x, tf.neg(x)),
  "residual sum": (x) => tf.add(x, tf.maximum(x, tf.relu(x))),
  "batch norm": (x) => {
    const norm = norms.get("of the test")!;
    return batchNormTrain(x, norm);
  },
  mean: (x) => tf.mul(x, tf.mean(x, [1, 2], true)),
  matMul: (x) =>
    tf.matMul(
      tf.reshape(x, [-1, 4]) as tf.Tensor2D,
      pattern([4, 3], 2) as tf.Tensor2D,
    ),
};
const norms = new Map<string, Parameters<typeof batchNormTrain>[1]>();

for (const precision of LOW) {
  for (const [name, layer] of Object.entries(layers)) {
    testCompiled(
      `${precision}: ${name} between convolutions, value and gradient`,
      () => {
        norms.set(
          "of the test",
          {
            weight: tf.variable(tf.ones([4])),
            bias: tf.variable(tf.zeros([4])),
            runningMean: tf.variable(tf.zeros([4])),
            runningVariance: tf.variable(tf.ones([4])),
          } as Parameters<typeof batchNormTrain>[1],
        );
        const w = tf.variable(tf.mul(pattern([3, 3, 4, 4], 4), 0.3));
        const step = ({ x }: { x: tf.Tensor }) => {
          const { loss, gradients: named } = gradients(
            new Map([["w", w]]),
            () => {
              const before = conv2d(x as tf.Tensor4D, w as tf.Tensor4D, {
                padding: 1,
              });
              const y = inFloat32(layer(before));
              return tf.mean(tf.mul(y, pattern(y.shape, 9))) as tf.Scalar;
            },
          );
          return { loss, gradient: named.get("w")! };
        };
        const x = pattern([2, 8, 8, 4]);
        const wanted = step({ x });
        const compiled = compileStrictly(step, { precision });
        const given = compiled.run({ x });
        const scale = tf.max(tf.abs(wanted.gradient)).dataSync()[0]!;
        const error = tf.max(tf.abs(tf.sub(given.gradient, wanted.gradient)))
          .dataSync()[0]!;
        assert(
          error < 0.03 * scale,
          `the gradient differs by ${error / scale}`,
        );
        assert(error > 0, "nothing was computed in a lower precision");
        assert(Number.isFinite(given.loss.dataSync()[0]!));
        compiled.dispose();
      },
    );
  }
}
