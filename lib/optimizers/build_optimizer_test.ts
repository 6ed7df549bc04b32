// Parameters after each step, on both backends, against torch.optim.
import assert from "node:assert/strict";
import type { OptimizerRecipe } from "../recipes/optimizer_recipe.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import {
  assignVariables,
  compile,
  isNative,
  readVariables,
  tf,
} from "../tensor/mod.ts";
import { buildOptimizer } from "./build_optimizer.ts";
import fixture from "./testdata/optimizers.json" with { type: "json" };
import {
  makeGradients,
  makeParameters,
  probe,
  shapes,
  withoutReading,
} from "./testdata/parameters.ts";

const settingsOf = ({ learningRate: _, ...settings }: OptimizerRecipe) =>
  JSON.stringify(settings).replaceAll('"', "");

/** Sums of 16,900 float32 numbers near 1 differ by more than the numbers do. */
function assertProbe(actual: number[], expected: string, what: string): void {
  const sizes = Object.values(shapes).map((s) => s.reduce((a, b) => a * b, 1));
  expected.split(" ").map(Number).forEach((value, i) => {
    const isSum = i % 4 === 3;
    const slack = isSum ? 2e-6 * sizes[i >> 2]! : 2e-6;
    const error = Math.abs(actual[i]! - value);
    assert(
      error <= 1e-4 * Math.abs(value) + slack,
      `${what}: ${actual[i]} must be ${value}`,
    );
  });
}

for (const run of fixture.runs) {
  const recipe = run.recipe as OptimizerRecipe;
  const title = settingsOf(recipe) +
    (run.momentumMoves ? ", momentum moves" : "");
  testOnEachBackend(`step() of ${title} is torch.optim's, step by step`, () => {
    const parameters = makeParameters();
    const optimizer = buildOptimizer(recipe, parameters);
    run.steps.forEach((expected, step) => {
      const rate = tf.scalar(fixture.rates[step]!);
      const momentum = tf.scalar(fixture.momenta[step]!);
      const given = run.momentumMoves ? [momentum] : [];
      const gradients = makeGradients(step);
      withoutReading(() => optimizer.step(gradients, rate, ...given));
      assertProbe(probe(parameters), expected, `after step ${step}`);
    });
  });
}

const recipes: readonly OptimizerRecipe[] = [
  { name: "adamw", learningRate: 1, weightDecay: 0.1 },
  { name: "adam", learningRate: 1, weightDecay: 0.1, clipNorm: 1 },
  {
    name: "sgd",
    learningRate: 1,
    weightDecay: 0.1,
    momentum: 0.9,
    nesterov: true,
  },
  {
    name: "rmsprop",
    learningRate: 1,
    weightDecay: 0.1,
    momentum: 0.9,
    centered: true,
  },
];

for (const recipe of recipes) {
  const rate = () => tf.scalar(0.01);

  testOnEachBackend(`${recipe.name} resumes bit for bit from its state`, () => {
    const straight = makeParameters();
    const whole = buildOptimizer(recipe, straight);
    for (let step = 0; step < 5; step++) {
      whole.step(makeGradients(step), rate());
    }

    const halves = makeParameters();
    const first = buildOptimizer(recipe, halves);
    for (let step = 0; step < 2; step++) {
      first.step(makeGradients(step), rate());
    }
    const stored = readVariables(first.state());
    const second = buildOptimizer(recipe, halves);
    assignVariables(second.state(), stored);
    for (let step = 2; step < 5; step++) {
      second.step(makeGradients(step), rate());
    }

    assert.deepEqual(readVariables(halves), readVariables(straight));
    assert.deepEqual(
      readVariables(second.state()),
      readVariables(whole.state()),
    );
  });

  testOnEachBackend(
    `${recipe.name} is the same compiled, over 20 steps`,
    () => {
      if (!isNative()) return;
      const eager = makeParameters();
      const eagerly = buildOptimizer(recipe, eager);
      const inGraph = makeParameters();
      const compiledly = buildOptimizer(recipe, inGraph);
      const warnings: string[] = [];
      const step = compile((inputs: Record<string, tf.Tensor>) => {
        const { learningRate, ...gradients } = inputs;
        compiledly.step(
          new Map(Object.entries(gradients)),
          learningRate as tf.Scalar,
        );
        return {};
      }, { onWarning: (warning) => warnings.push(warning) });
      for (let i = 0; i < 20; i++) {
        const learningRate = tf.scalar(fixture.rates[i]!);
        const gradients = makeGradients(i);
        eagerly.step(gradients, learningRate);
        step.run({ ...Object.fromEntries(gradients), learningRate });
      }
      step.dispose();
      assert.deepEqual(warnings, []);
      probe(inGraph).forEach((value, i) => {
        const expected = probe(eager)[i]!;
        assert(Math.abs(value - expected) <= 1e-5 * (1 + Math.abs(expected)));
      });
      assert.equal(compiledly.state().get("step")!.dataSync()[0], 20);
    },
  );

  testOnEachBackend(`${recipe.name} leaks no tensor`, () => {
    const before = tf.memory().numTensors;
    const parameters = makeParameters();
    const optimizer = buildOptimizer(recipe, parameters);
    const gradients = makeGradients(0);
    const learningRate = rate();
    optimizer.step(gradients, learningRate);
    const running = tf.memory().numTensors;
    optimizer.step(gradients, learningRate);
    assert.equal(tf.memory().numTensors, running);
    optimizer.dispose();
    tf.dispose([learningRate, ...gradients.values(), ...parameters.values()]);
    assert.equal(tf.memory().numTensors, before);
  });

  testOnEachBackend(
    `${recipe.name} changes nothing where a gradient is missing`,
    () => {
      const parameters = makeParameters();
      const optimizer = buildOptimizer(recipe, parameters);
      const before = readVariables(parameters);
      const gradients = makeGradients(0);
      gradients.delete("norm.bias");
      assert.throws(
        () => optimizer.step(gradients, rate()),
        /one for norm\.bias/,
      );
      assert.deepEqual(readVariables(parameters), before);
      assert.equal(optimizer.state().get("step")!.dataSync()[0], 0);
    },
  );
}

testOnEachBackend("buildOptimizer() keeps nothing of frozen parameters", () => {
  const parameters = makeParameters();
  const before = readVariables(parameters).get("large.weight");
  const optimizer = buildOptimizer({
    ...recipes[1]!,
    groups: [{ match: "large.", frozen: true }],
  }, parameters);
  const names = [...optimizer.state().keys()];
  assert(names.every((name) => !name.includes("large")), names.join());
  const gradients = makeGradients(0);
  gradients.delete("large.weight");
  optimizer.step(gradients, tf.scalar(1));
  assert.deepEqual(readVariables(parameters).get("large.weight"), before);
});

testOnEachBackend("buildOptimizer() steps where everything is frozen", () => {
  const parameters = makeParameters();
  const before = readVariables(parameters);
  const groups = [{ match: "", frozen: true }];
  const optimizer = buildOptimizer({ ...recipes[1]!, groups }, parameters);
  optimizer.step(new Map(), tf.scalar(1));
  assert.deepEqual(readVariables(parameters), before);
  assert.deepEqual([...optimizer.state().keys()], ["step"]);
});

testOnEachBackend("rmsprop stays finite where a gradient never changes", () => {
  const w = tf.variable(tf.tensor1d([1, 2, 3]));
  const optimizer = buildOptimizer({
    name: "rmsprop",
    learningRate: 1,
    weightDecay: 0,
    smoothing: 0.5,
    centered: true,
  }, new Map([["w", w]]));
  const gradients = new Map([["w", tf.tensor1d([0.1, 0.3, 7])]]);
  for (let step = 0; step < 100; step++) {
    optimizer.step(gradients, tf.scalar(1e-12));
  }
  assert([...w.dataSync()].every(Number.isFinite), `${w}`);
});

testOnEachBackend("buildOptimizer() refuses numbers out of range", () => {
  const parameters = makeParameters();
  const recipe = { name: "sgd", learningRate: 1, weightDecay: 0 } as const;
  const adam = { name: "adam", learningRate: 1, weightDecay: 0 } as const;
  const refused: [OptimizerRecipe, RegExp][] = [
    [
      { ...recipe, weightDecay: -1 },
      /weightDecay must be 0 or more, current value is -1/,
    ],
    [
      { ...recipe, momentum: 1 },
      /momentum must be in \[0, 1\), current value is 1/,
    ],
    [
      { ...recipe, nesterov: true },
      /momentum must be above 0 where nesterov is true, current value is 0/,
    ],
    [{ ...recipe, clipNorm: 0 }, /clipNorm must be above 0/],
    [{ ...adam, beta2: 1 }, /beta2 must be in \[0, 1\)/],
    [{ ...adam, epsilon: NaN }, /epsilon must be above 0/],
  ];
  for (const [bad, message] of refused) {
    assert.throws(() => buildOptimizer(bad, parameters), message);
  }
});
