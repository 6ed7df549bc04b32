// Value and every gradient of each normalisation, on both backends, against PyTorch.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";
import { assertOracle, type OracleCase } from "../oracle_case.ts";
import {
  assertClose,
  type Numbers,
  tensorOf,
  testOnEachBackend,
} from "../test_support.ts";
import * as norms from "./mod.ts";

interface Options {
  readonly epsilon?: number;
  readonly groups?: number;
}
interface Case extends OracleCase {
  readonly name: string;
  readonly operation: keyof typeof operations;
  readonly options: Options;
  /** Running mean and variance. */
  readonly statistics?: readonly [Numbers, Numbers];
}
interface RunningCase {
  readonly epsilon: number;
  readonly momentum: number;
  readonly weight: Numbers;
  readonly bias: Numbers;
  readonly batches: readonly Numbers[];
  readonly mean: Numbers;
  readonly variance: Numbers;
  readonly value: Numbers;
}

/** The statistics of the case, or those of a norm that is new. */
function statisticsOf({ inputs: [x], statistics }: Case) {
  const shape = x!.shape.slice(-1);
  const [mean, variance] = statistics ?? [];
  return {
    runningMean: tf.variable(mean ? tensorOf(mean) : tf.zeros(shape), false),
    runningVariance: tf.variable(
      variance ? tensorOf(variance) : tf.ones(shape),
      false,
    ),
  };
}

type Inputs = readonly tf.Tensor[];
const affineOf = ([, weight, bias]: Inputs) =>
  weight && bias ? { weight, bias } : undefined;

const operations = {
  batchNormTrain: (given: Inputs, state: norms.BatchNormState) =>
    norms.batchNormTrain(given[0]!, state),
  batchNormFrozen: (given: Inputs, state: norms.BatchNormState) =>
    norms.batchNormFrozen(given[0]!, state),
  groupNorm: (given: Inputs, _: unknown, options: Options) =>
    norms.groupNorm(given[0]!, options.groups!, affineOf(given), options),
  instanceNorm: (given: Inputs, _: unknown, options: Options) =>
    norms.instanceNorm(given[0]!, affineOf(given), options),
  layerNorm: (given: Inputs, _: unknown, options: Options) =>
    norms.layerNorm(given[0]!, affineOf(given), options),
};

const read = (name: string) =>
  JSON.parse(
    Deno.readTextFileSync(new URL(`testdata/${name}.json`, import.meta.url)),
  );
const cases: Case[] = read("norms");
const runningCases: RunningCase[] = read("running_statistics");

for (const oracle of cases) {
  const { name, operation, options, inputs } = oracle;
  const title = `${name} of ${inputs[0]!.shape} ${JSON.stringify(options)}`;
  testOnEachBackend(`${title} has PyTorch's value and gradients`, () => {
    const statistics = statisticsOf(oracle);
    assertOracle(oracle, (...given) => {
      const [, weight, bias] = given;
      const state = { ...options, ...statistics, weight: weight!, bias: bias! };
      return operations[operation](given, state, options);
    });
  });
}

for (const running of runningCases) {
  const { epsilon, momentum, batches } = running;
  const title = `momentum ${momentum}, ${batches[0]!.shape}`;
  testOnEachBackend(
    `batchNormTrain() moves the running statistics as PyTorch: ${title}`,
    () => {
      const channels = running.mean.shape;
      const state = {
        epsilon,
        momentum,
        weight: tensorOf(running.weight),
        bias: tensorOf(running.bias),
        runningMean: tf.variable(tf.zeros(channels), false),
        runningVariance: tf.variable(tf.ones(channels), false),
      };
      const images = batches.map(tensorOf);
      for (const batch of images) norms.batchNormTrain(batch, state);
      assertClose(state.runningMean, running.mean, "mean");
      assertClose(state.runningVariance, running.variance, "variance");

      const value = norms.batchNormFrozen(images[0]!, state);
      assertClose(value, running.value, "frozen value");
      const { factor, summand } = norms.batchNormAffine(state);
      const folded: tf.Tensor = tf.add(tf.mul(images[0]!, factor), summand);
      assertClose(folded, running.value, "folded value");
      assertClose(state.runningMean, running.mean, "mean afterwards");
    },
  );
}

testOnEachBackend("normalising refuses what has no variance", () => {
  const ones = tf.ones([4]);
  const state = {
    weight: ones,
    bias: ones,
    runningMean: tf.variable(ones, false),
    runningVariance: tf.variable(ones, false),
  };
  assert.throws(
    () => norms.batchNormTrain(tf.ones([1, 1, 1, 4]), state),
    new InputError(
      "Cannot normalise a batch: it must have more than 1 value a channel, current value is 1 (shape [1,1,1,4]); " +
        "use larger batches or images, or a group normalisation",
    ),
  );
  assert.throws(
    () => norms.instanceNorm(tf.ones([2, 1, 1, 4])),
    /an image must have more than 1 place, current shape is \[2,1,1,4\]/,
  );
  assert.throws(
    () => norms.groupNorm(tf.ones([2, 1, 1, 4]), 4),
    /a group must have more than 1 value/,
  );
  assert.throws(() => norms.batchNormFrozen(tf.scalar(1), state), InputError);
});

testOnEachBackend("groupNorm() refuses groups that do not fit", () => {
  for (const groups of [0, -2, 3, 1.5, NaN, 8]) {
    assert.throws(
      () => norms.groupNorm(tf.ones([1, 2, 2, 4]), groups),
      new InputError(
        `Cannot normalise groups: their number must divide the 4 channels, current value is ${groups}`,
      ),
    );
  }
});
