import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import type { LossTerm } from "../../recipes/loss_term.ts";
import type { OptimizerRecipe } from "../../recipes/optimizer_recipe.ts";
import { testCompiled } from "./test_support.ts";
import { openTraining, type TrainingOptions } from "./training_support.ts";

const STEPS = 20;
/** Compiles in a third of the time that two levels take. */
const SMALL = { widths: [4] };
const adamw: OptimizerRecipe = {
  name: "adamw",
  learningRate: 0.01,
  weightDecay: 0.05,
};

/** Fails unless both give the same variables over the steps to the bit, and the same losses to 1e-6. */
function assertAgrees(options: TrainingOptions): void {
  const [eager, compiled] = [openTraining(options), openTraining(options)];
  const wanted = eager.train(0, STEPS);
  const given = compiled.train(0, STEPS, {});
  given.forEach((loss, i) => close(loss, wanted[i]!, `loss ${i}`));
  assert(Math.abs(wanted[0]! - wanted[STEPS - 1]!) > 1e-3, "nothing is learnt");
  const variables = compiled.values();
  for (const [name, values] of eager.values()) {
    assert.deepEqual(variables.get(name), values, name);
  }
  eager.dispose();
  compiled.dispose();
}

function close(value: number, wanted: number, what: string): void {
  const error = Math.abs(value - wanted);
  assert(
    error <= 1e-6 * Math.max(1, Math.abs(wanted)),
    `${what} is ${value}, eagerly ${wanted}`,
  );
}

testCompiled(
  "compile() trains as eagerly",
  () => assertAgrees({ optimizer: adamw }),
);

const optimizers: readonly OptimizerRecipe[] = [
  { name: "adam", learningRate: 0.01, weightDecay: 0.01 },
  { name: "sgd", learningRate: 0.01, weightDecay: 0.01 },
  {
    name: "sgd",
    learningRate: 0.01,
    weightDecay: 0.01,
    momentum: 0.9,
    nesterov: true,
  },
  { name: "rmsprop", learningRate: 0.01, weightDecay: 0, momentum: 0.5 },
  { ...adamw, clipNorm: 0.5, clipValue: 0.1 },
  { ...adamw, groups: [{ match: "encoder.", learningRateFactor: 0.1 }] },
];
for (const optimizer of optimizers) {
  testCompiled(
    `compile() trains as eagerly with ${JSON.stringify(optimizer)}`,
    () => assertAgrees({ optimizer, ...SMALL }),
  );
}

testCompiled(
  "compile() trains as eagerly where gradients of three batches are summed",
  () => assertAgrees({ optimizer: adamw, accumulate: 3 }),
);

testCompiled(
  "compile() trains as eagerly where large weights are changed in place",
  () => assertAgrees({ optimizer: adamw, widths: [4, 64] }),
);

const binary: readonly LossTerm[] = [
  { name: "weighted_bce", weight: 1 },
  { name: "boundary_cross_entropy", weight: 1 },
  { name: "jaccard", weight: 1 },
  { name: "tversky", weight: 1, gamma: 0.75 },
  { name: "focal", weight: 1 },
  { name: "lovasz_hinge", weight: 1 },
  { name: "symmetric_lovasz", weight: 1, perImage: true },
  { name: "margin", weight: 1 },
];
const classes: readonly LossTerm[] = [
  { name: "cross_entropy", weight: 1 },
  { name: "lovasz_softmax", weight: 1 },
  { name: "dice", weight: 1, perImage: true },
  { name: "focal", weight: 1 },
];
for (
  const [mode, terms] of [["binary", binary], ["multiclass", classes]] as const
) {
  // All at once: each alone is held to its eager value and gradient beside the losses.
  testCompiled(
    `compile() trains as eagerly with the sum of the losses, ${mode}`,
    () => assertAgrees({ optimizer: adamw, terms, mode, ...SMALL }),
  );
}

testCompiled(
  "compile() gives the same bits in every run, and in a resumed one",
  () => {
    const options = { optimizer: adamw, accumulate: 2, ...SMALL };
    const run = () => openTraining(options);
    const [whole, again, first] = [run(), run(), run()];
    const losses = whole.train(0, STEPS, {});
    assert.deepEqual(again.train(0, STEPS, {}), losses);
    assert.deepEqual(again.values(), whole.values());

    // Stopped between two batches of one step.
    const before = first.train(0, 7, {});
    const saved = first.values();
    first.dispose();
    const resumed = run();
    for (const [name, values] of saved) {
      const variable = resumed.variables.get(name)!;
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
    const after = resumed.train(7, STEPS - 7, {});
    assert.deepEqual([...before, ...after], losses);
    assert.deepEqual(resumed.values(), whole.values());
    for (const training of [whole, again, resumed]) training.dispose();
  },
);
