// Parameters after each step, on both backends, against torch.optim.
import assert from "node:assert/strict";
import type { OptimizerRecipe } from "../recipes/recipe.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { assignVariables, readVariables, tf } from "../tensor/mod.ts";
import { buildOptimizer } from "./build_optimizer.ts";
import fixture from "./testdata/optimizers.json" with { type: "json" };

const shapes = Object.entries(fixture.shapes);

/** The values that the oracle script starts from and draws its gradients from. */
function wave(shape: readonly number[], phase: number): number[] {
  const size = shape.reduce((product, side) => product * side, 1);
  return Array.from({ length: size }, (_, i) => Math.sin(0.37 * i + phase));
}

function makeParameters(): Map<string, tf.Variable> {
  return new Map(
    shapes.map(([name, shape], k) => [
      name,
      tf.variable(tf.tensor(wave(shape, k), shape)),
    ]),
  );
}

function makeGradients(step: number): Map<string, tf.Tensor> {
  const size = 10 ** (step - 4);
  return new Map(shapes.map(([name, shape], k) => {
    const values = wave(shape, 10 * step + 2 * k)
      .map((value) => value * size).map((v) => v > -size / 2 ? v : 0);
    return [name, tf.tensor(values, shape)];
  }));
}

for (const { recipe, steps } of fixture.runs) {
  const title =
    `${recipe.name}, weight decay ${recipe.weightDecay}, momentum ${recipe.momentum}`;
  testOnEachBackend(`step() of ${title} is torch.optim's, step by step`, () => {
    const parameters = makeParameters();
    const optimizer = buildOptimizer(recipe as OptimizerRecipe, parameters);
    fixture.rates.forEach((rate, step) => {
      optimizer.step(makeGradients(step), rate);
      for (const [name, expected] of Object.entries(steps[step]!)) {
        const values = [...parameters.get(name)!.dataSync()];
        const { length } = expected.first.values.split(" ");
        assertClose(
          values.slice(0, length),
          expected.first,
          `${name} after step ${step}`,
        );
        const sum = values.reduce((total, value) => total + value, 0);
        assert(Math.abs(sum - expected.sum) < 1e-5 * values.length);
      }
    });
  });
}

for (const name of ["adamw", "sgd"] as const) {
  const recipe = { name, learningRate: 1, weightDecay: 0.1, momentum: 0.9 };

  testOnEachBackend(`${name} resumes bit for bit from its state`, () => {
    const straight = makeParameters();
    const whole = buildOptimizer(recipe, straight);
    for (let step = 0; step < 5; step++) whole.step(makeGradients(step), 0.01);

    const halves = makeParameters();
    const first = buildOptimizer(recipe, halves);
    for (let step = 0; step < 2; step++) first.step(makeGradients(step), 0.01);
    const stored = readVariables(first.state());
    const second = buildOptimizer(recipe, halves);
    assignVariables(second.state(), stored);
    for (let step = 2; step < 5; step++) second.step(makeGradients(step), 0.01);

    assert.deepEqual(readVariables(halves), readVariables(straight));
    assert.deepEqual(
      readVariables(second.state()),
      readVariables(whole.state()),
    );
  });

  testOnEachBackend(`${name} leaks no tensor`, () => {
    const optimizer = buildOptimizer(recipe, makeParameters());
    const gradients = makeGradients(0);
    optimizer.step(gradients, 0.01);
    const before = tf.memory().numTensors;
    optimizer.step(gradients, 0.01);
    assert.equal(tf.memory().numTensors, before);
  });

  testOnEachBackend(
    `${name} changes nothing where a gradient is missing`,
    () => {
      const parameters = makeParameters();
      const optimizer = buildOptimizer(recipe, parameters);
      const before = readVariables(parameters);
      const gradients = makeGradients(0);
      gradients.delete("norm.bias");
      assert.throws(
        () => optimizer.step(gradients, 0.01),
        /one for norm\.bias/,
      );
      assert.deepEqual(readVariables(parameters), before);
      assert.equal(optimizer.state().get("step")!.dataSync()[0], 0);
    },
  );
}

testOnEachBackend(
  "buildOptimizer() refuses decay and momentum out of range",
  () => {
    const parameters = makeParameters();
    const recipe = { name: "sgd", learningRate: 1, weightDecay: 0 } as const;
    assert.throws(
      () => buildOptimizer({ ...recipe, weightDecay: -1 }, parameters),
      /weightDecay must be 0 or more, current value is -1/,
    );
    assert.throws(
      () => buildOptimizer({ ...recipe, momentum: 1 }, parameters),
      /momentum must be in \[0, 1\), current value is 1/,
    );
  },
);
