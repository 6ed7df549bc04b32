import assert from "node:assert/strict";
import { buildLoss } from "../losses/mod.ts";
import type { Model } from "../models/mod.ts";
import { buildOptimizer, trainableParameters } from "../optimizers/mod.ts";
import type { OptimizerRecipe } from "../recipes/mod.ts";
import { biasAdd, conv2d, tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { openLearner } from "./train_step.ts";

/** Two convolutions without a norm, so that crops know nothing of each other. */
function plainModel(): Model {
  const wave = (shape: number[], phase: number) =>
    tf.tidy(() => {
      const size = shape.reduce((product, side) => product * side, 1);
      const values = Array.from({ length: size }, (_, i) =>
        0.3 * Math.sin(1.7 * i + phase));
      return tf.variable(tf.tensor(values, shape));
    });
  const parameters = new Map([
    ["first.weight", wave([3, 3, 2, 4], 1)],
    ["first.bias", wave([4], 2)],
    ["head.weight", wave([1, 1, 4, 1], 3)],
    ["head.bias", wave([1], 4)],
  ]);
  const filter = (name: string) =>
    parameters.get(name) as unknown as tf.Tensor4D;
  const bias = (name: string) => parameters.get(name) as unknown as tf.Tensor1D;
  const forward = (x: tf.Tensor4D) =>
    tf.tidy(() => {
      const inner = conv2d(x, filter("first.weight"), { padding: 1 });
      const bent = tf.tanh(biasAdd(inner, bias("first.bias"))) as tf.Tensor4D;
      return biasAdd(conv2d(bent, filter("head.weight")), bias("head.bias"));
    });
  return {
    name: "plain",
    parameterCount: 0,
    stride: 1,
    specs: [],
    parameters,
    buffers: new Map(),
    mode: "binary",
    forward,
    outputs: (x) => ({ logits: forward(x), deepSupervision: [] }),
    dispose: () => parameters.forEach((one) => one.dispose()),
  };
}

function batchOf(count: number, phase: number) {
  const side = 6;
  const x = Float32Array.from(
    { length: count * side * side * 2 },
    (_, i) => Math.sin(0.9 * i + phase),
  );
  const y = Float32Array.from(
    { length: count * side * side },
    (_, i) => x[2 * i]! > 0.3 ? 1 : 0,
  );
  const ids = Array.from({ length: count }, (_, i) => `i${i}`);
  return { x, y, ids, side, channels: 2 };
}

/** Losses of some steps, and the parameters after them. */
function learn(
  recipe: OptimizerRecipe,
  options: { portion?: number; momentum?: number } = {},
) {
  const model = plainModel();
  const optimizer = buildOptimizer(recipe, model.parameters);
  const { momentum, ...rest } = options;
  const learner = openLearner({
    model,
    optimizer,
    loss: buildLoss([{ name: "bce", weight: 1 }]),
    trained: trainableParameters(model.parameters, recipe.groups ?? []),
    ...rest,
  });
  // The last batch is short, as an epoch's last one may be.
  const losses = [6, 6, 6, 5].map((count, i) =>
    learner.step(batchOf(count, i), 0.05, momentum)
  );
  learner.readBack();
  const parameters = new Map(
    [...model.parameters].map((
      [name, one],
    ) => [name, [...one.dataSync<"float32">()]]),
  );
  learner.dispose();
  optimizer.dispose();
  model.dispose();
  return { losses, parameters };
}

const adamw = { name: "adamw", learningRate: 1, weightDecay: 0.01 } as const;
const sgd = {
  name: "sgd",
  learningRate: 1,
  weightDecay: 0,
  momentum: 0.5,
} as const;

testOnEachBackend(
  "openLearner() makes the large batch's step in portions",
  () => {
    for (const recipe of [adamw, { ...sgd, clipNorm: 0.1 }]) {
      const whole = learn(recipe);
      for (const portion of [1, 2, 3, 4]) {
        const parts = learn(recipe, { portion });
        parts.losses.forEach((loss, i) =>
          assert(Math.abs(loss - whole.losses[i]!) < 1e-5, `loss ${loss}`)
        );
        for (const [name, values] of parts.parameters) {
          const expected = whole.parameters.get(name)!;
          values.forEach((value, i) =>
            assert(Math.abs(value - expected[i]!) < 1e-5, `${name} ${value}`)
          );
        }
      }
    }
  },
);

testOnEachBackend("openLearner() leaves frozen parameters as they are", () => {
  const before = learn({
    ...sgd,
    groups: [{ match: "", learningRateFactor: 0 }],
  });
  for (const portion of [2, undefined]) {
    const { parameters } = learn({
      ...adamw,
      groups: [{ match: "first.", frozen: true }],
    }, portion === undefined ? {} : { portion });
    for (const [name, values] of parameters) {
      const same = values.join() === before.parameters.get(name)!.join();
      assert.equal(same, name.startsWith("first."), name);
    }
  }
});

testOnEachBackend(
  "openLearner() gives the optimiser the step's momentum",
  () => {
    const own = learn(sgd);
    assert.deepEqual(learn(sgd, { momentum: 0.5 }), own);
    assert.notDeepEqual(learn(sgd, { momentum: 0.9 }), own);
  },
);

testOnEachBackend("openLearner() leaves no tensor behind", () => {
  learn(adamw);
  const before = tf.memory().numTensors;
  learn(adamw, { portion: 2 });
  assert.equal(tf.memory().numTensors, before);
});
