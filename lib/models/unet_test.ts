// A small U-Net on both backends, against the same network in PyTorch.
import assert from "node:assert/strict";
import { buildLoss } from "../losses/mod.ts";
import { buildOptimizer } from "../optimizers/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { gradients, readVariables, tf } from "../tensor/mod.ts";
import { buildModel } from "./build_model.ts";
import type { Model } from "./model.ts";
import fixture from "./testdata/unet.json" with { type: "json" };

const loss = buildLoss([{ name: "bce", weight: 1 }, {
  name: "dice",
  weight: 1,
}]);

/** The values that the oracle script starts from. */
function wave(shape: readonly number[], phase: number): number[] {
  const size = shape.reduce((product, side) => product * side, 1);
  const rate = 0.37 * (1 + 0.01 * phase);
  return Array.from({ length: size }, (_, i) => Math.sin(rate * i + phase));
}

function oracleModel(): Model {
  const model = buildModel({ name: "unet", widths: fixture.widths }, {
    inputChannels: 3,
    seed: 1,
  });
  for (const [name, variable] of model.parameters) {
    const letters = [...name].reduce((sum, c) => sum + c.charCodeAt(0), 0);
    const offset = variable.rank === 1 && name.endsWith("weight") ? 1 : 0;
    const values = wave(variable.shape, letters % 97)
      .map((value) => 0.4 * value + offset);
    variable.assign(tf.tensor(values, variable.shape));
  }
  return model;
}

function oracleBatch(): { x: tf.Tensor4D; y: tf.Tensor4D } {
  const image = wave(fixture.shape, 5);
  const [batch, height, width, channels] = fixture.shape as [
    number,
    number,
    number,
    number,
  ];
  const x: tf.Tensor4D = tf.tensor4d(image, [batch, height, width, channels]);
  const target = Array.from(
    { length: batch * height * width },
    (_, i) => image[3 * i]! + image[3 * i + 1]! > 0.3 ? 1 : 0,
  );
  return { x, y: tf.tensor4d(target, [batch, height, width, 1]) };
}

testOnEachBackend("unet() trains as the same network in PyTorch", () => {
  const model = oracleModel();
  const { x, y } = oracleBatch();
  const optimizer = buildOptimizer({
    name: "adamw",
    learningRate: fixture.rate,
    weightDecay: fixture.weightDecay,
  }, model.parameters);
  fixture.losses.forEach((expected, step) => {
    const result = gradients(
      model.parameters,
      () => loss(model.forward(x, { training: true }), y),
    );
    assertClose(result.loss, [expected], `loss of step ${step}`);
    if (step === 0) {
      const wanted = new Map(Object.entries(fixture.gradients));
      assert.equal(wanted.size, result.gradients.size);
      for (const [name, gradient] of result.gradients) {
        assertClose(gradient, wanted.get(name)!, `gradient of ${name}`, 2e-5);
      }
    }
    optimizer.step(result.gradients, tf.scalar(fixture.rate));
  });
  for (const [name, expected] of Object.entries(fixture.buffers)) {
    assertClose(model.buffers.get(name)!, expected, name, 2e-5);
  }
  const logits = model.forward(x, { training: false });
  assertClose(logits, fixture.inference, "logits", 2e-5);
});

testOnEachBackend("unet() keeps the number of tensors flat over steps", () => {
  const model = oracleModel();
  const { x, y } = oracleBatch();
  const optimizer = buildOptimizer(
    { name: "adamw", learningRate: 1, weightDecay: 0.1 },
    model.parameters,
  );
  const counts: number[] = [];
  for (let step = 0; step < 4; step++) {
    const result = gradients(
      model.parameters,
      () => loss(model.forward(x, { training: true }), y),
    );
    tf.tidy(() => optimizer.step(result.gradients, tf.scalar(1e-3)));
    result.gradients.forEach((gradient) => gradient.dispose());
    result.loss.dispose();
    tf.tidy(() => void model.forward(x, { training: false }));
    counts.push(tf.memory().numTensors);
  }
  assert.deepEqual(counts, Array(4).fill(counts[0]));
});

testOnEachBackend(
  "unet() for inference changes no variable and frees all on dispose",
  () => {
    const before = tf.memory().numTensors;
    const model = buildModel({ name: "unet", widths: [3, 5] }, {
      inputChannels: 1,
      seed: 1,
    });
    const buffers = readVariables(model.buffers);
    tf.tidy(() => {
      const logits = model.forward(tf.ones([1, 4, 6, 1]), { training: false });
      assert.deepEqual(logits.shape, [1, 4, 6, 1]);
    });
    assert.deepEqual(readVariables(model.buffers), buffers);
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  },
);

testOnEachBackend(
  "unet() starts from weights that depend on seed and name alone",
  () => {
    const make = (seed: number, widths: number[]) =>
      readVariables(
        buildModel({ name: "unet", widths }, { inputChannels: 3, seed })
          .parameters,
      );
    const a = make(1, [8, 16]);
    assert.deepEqual(make(1, [8, 16]), a);
    const name = "encoder.0.conv2.weight";
    assert.deepEqual(make(1, [8, 16, 32]).get(name), a.get(name));
    assert.notDeepEqual(make(2, [8, 16]).get(name), a.get(name));
    // He: standard deviation sqrt(2 / (9 * 8)).
    const data = [...a.get(name)!.data];
    const square = data.reduce((sum, value) => sum + value * value, 0);
    assert(
      Math.abs(Math.sqrt(square / data.length) / Math.sqrt(2 / 72) - 1) < 0.1,
    );
    const sum = data.reduce((total, value) => total + value, 0);
    assert(Math.abs(sum / data.length) < 0.02);
  },
);

testOnEachBackend(
  "unet() counts its parameters and names them as PyTorch",
  () => {
    const model = oracleModel();
    assert.deepEqual(
      [...model.parameters.keys()].sort(),
      Object.keys(fixture.gradients).sort(),
    );
    const sizes = [...model.parameters.values()].map(({ size }) => size);
    assert.equal(
      model.parameterCount,
      sizes.reduce((total, size) => total + size, 0),
    );
  },
);

testOnEachBackend("unet() says the right input size", () => {
  const model = oracleModel();
  assert.equal(model.stride, 4);
  assert.throws(
    () => model.forward(tf.zeros([1, 9, 12, 3]), { training: false }),
    /multiples of 4, current value is 9x12[\s\S]*Pad the image to 12x12/,
  );
  assert.throws(
    () => model.forward(tf.zeros([1, 8, 12, 1]), { training: false }),
    /must have 3 channels, current value is 1/,
  );
});

testOnEachBackend("buildModel() refuses widths that are no network", () => {
  for (const widths of [[], [0], [1.5], [8, -1], Array(9).fill(1)]) {
    assert.throws(
      () => buildModel({ name: "unet", widths }, { inputChannels: 3, seed: 1 }),
      /widths must be 1 to 8 positive integers/,
    );
  }
});
