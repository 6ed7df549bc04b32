import assert from "node:assert/strict";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { compile, gradients, isNative, tf } from "../tensor/mod.ts";
import { GradientAccumulator } from "./gradient_accumulator.ts";
import { withoutReading } from "./testdata/parameters.ts";

/** Values that no formula of the code knows. */
function wave(shape: number[], phase: number): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = Array.from(
    { length: size },
    (_, i) => Math.sin(0.37 * i + phase),
  );
  return tf.tensor(values, shape);
}

/** Two convolutions without a norm; the loss is a mean over the batch's pixels. */
function makeNet() {
  const parameters = new Map([
    ["first.weight", tf.variable(wave([3, 3, 2, 6], 1))],
    ["first.bias", tf.variable(wave([6], 2))],
    ["second.weight", tf.variable(wave([1, 1, 6, 1], 3))],
  ]);
  const [first, bias, second] = [...parameters.values()];
  const loss = (x: tf.Tensor4D, y: tf.Tensor4D) => {
    const hidden: tf.Tensor4D = tf.relu(
      tf.add(tf.conv2d(x, first as tf.Tensor4D, 1, "same"), bias!),
    );
    const logits = tf.conv2d(hidden, second as tf.Tensor4D, 1, "valid");
    return tf.mean(tf.square(tf.sub(logits, y))) as tf.Scalar;
  };
  return { parameters, loss };
}

const [images, targets] = [[6, 5, 7, 2], [6, 5, 7, 1]];

function sliced(tensor: tf.Tensor, begin: number, size: number): tf.Tensor4D {
  const [, ...rest] = tensor.shape;
  return tf.slice(tensor, [begin, 0, 0, 0], [size, ...rest]) as tf.Tensor4D;
}

/** Gradients of the images from `begin` on. */
function gradientsOf(
  { parameters, loss }: ReturnType<typeof makeNet>,
  begin: number,
  size: number,
): Map<string, tf.Tensor> {
  const x = sliced(wave(images, 4), begin, size);
  const y = sliced(wave(targets, 5), begin, size);
  return gradients(parameters, () => loss(x, y)).gradients;
}

for (const sizes of [[3, 3], [2, 2, 2], [1, 1, 1, 1, 1, 1], [4, 2]]) {
  testOnEachBackend(
    `GradientAccumulator gives the large batch's gradient from batches of ${sizes}`,
    () => {
      const net = makeNet();
      const accumulator = new GradientAccumulator(net.parameters);
      // Twice, because what was taken must leave nothing behind.
      for (let round = 0; round < 2; round++) {
        let begin = 0;
        for (const size of sizes) {
          accumulator.add(gradientsOf(net, begin, size), size);
          begin += size;
        }
        const taken = withoutReading(() => accumulator.take());
        for (const [name, whole] of gradientsOf(net, 0, 6)) {
          const values = [...whole.dataSync()];
          const largest = Math.max(...values.map(Math.abs));
          taken.get(name)!.dataSync().forEach((value, i) =>
            assert(Math.abs(value - values[i]!) <= 1e-5 * largest, name)
          );
        }
      }
    },
  );
}

testOnEachBackend(
  "GradientAccumulator counts batches of one size alike",
  () => {
    const w = tf.variable(tf.zeros([2]));
    const accumulator = new GradientAccumulator(new Map([["w", w]]));
    for (const values of [[1, 2], [3, 2], [5, 5]]) {
      accumulator.add(new Map([["w", tf.tensor1d(values)]]));
    }
    assertClose(accumulator.take().get("w")!, [3, 3], "mean");
    assertClose(accumulator.take().get("w")!, [0, 0], "nothing");
  },
);

testOnEachBackend("GradientAccumulator is the same compiled", () => {
  if (!isNative()) return;
  const w = tf.variable(tf.zeros([2]));
  const accumulator = new GradientAccumulator(new Map([["w", w]]));
  const step = compile(({ gradient }: { gradient: tf.Tensor }, variant) => {
    accumulator.add(new Map([["w", gradient]]));
    if (variant === "last") w.assign(accumulator.take().get("w")!);
    return {};
  });
  const run = (values: number[], variant: string) =>
    step.run({ gradient: tf.tensor1d(values) }, variant);
  for (const base of [0, 10]) {
    run([base, 1], "");
    run([base + 1, 3], "");
    run([base + 2, 8], "last");
    step.readBack();
    assertClose(w, [base + 1, 4], "mean");
  }
  step.dispose();
});

testOnEachBackend(
  "GradientAccumulator adds nothing where one is missing",
  () => {
    const one = tf.variable(tf.ones([1]));
    const parameters = new Map([["a", one], ["b", one]]);
    const accumulator = new GradientAccumulator(parameters);
    const given = new Map([["a", tf.ones([1])]]);
    assert.throws(
      () => accumulator.add(given),
      /one for b, current names are a/,
    );
    assert.equal(accumulator.state().get("a")!.dataSync()[0], 0);
  },
);

testOnEachBackend("GradientAccumulator leaks no tensor", () => {
  const w = tf.variable(tf.zeros([2]));
  const given = new Map([["w", tf.ones([2])]]);
  const before = tf.memory().numTensors;
  const accumulator = new GradientAccumulator(new Map([["w", w]]));
  accumulator.add(given, 3);
  accumulator.add(given);
  tf.dispose([...accumulator.take().values()]);
  accumulator.dispose();
  assert.equal(tf.memory().numTensors, before);
});
