import assert from "node:assert/strict";
import { buildLoss } from "../losses/mod.ts";
import { buildModel, type ModelOutputs } from "../models/mod.ts";
import { buildOptimizer } from "../optimizers/mod.ts";
import { auxiliaryFactorAt } from "../recipes/auxiliary_loss_recipe.ts";
import { tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { outputsLoss } from "./outputs_loss.ts";
import { openLearner } from "./train_step.ts";

const bce = buildLoss([{ name: "bce", weight: 1 }]);
const valueOf = (value: tf.Scalar) => value.dataSync()[0]!;
const softplus = (x: number) => Math.log1p(Math.exp(x));

/** Logits that are the same number at every place of a level. */
function flatOutputs(
  levels: readonly number[],
  classification?: readonly number[],
): ModelOutputs {
  const [logits, ...deepSupervision] = levels.map((value, i) =>
    tf.fill([2, 8 >> i, 8 >> i, 1], value) as tf.Tensor4D
  );
  return {
    logits: logits!,
    deepSupervision,
    ...(classification
      ? { classification: tf.tensor2d([...classification], [2, 1]) }
      : {}),
  };
}

testOnEachBackend("outputsLoss() weighs and fades the levels", () => {
  const target = tf.zeros([2, 8, 8, 1]);
  const outputs = flatOutputs([1, 2, 3]);
  const [a, b, c] = [1, 2, 3].map(softplus) as [number, number, number];
  const close = (actual: number, wanted: number) =>
    assert(Math.abs(actual - wanted) < 1e-5, `${actual} ${wanted}`);
  const plain = outputsLoss(bce);
  close(valueOf(plain(flatOutputs([1]), target)), a);
  close(valueOf(plain(outputs, target)), a + b / 4 + c / 16);
  const half = tf.scalar(0.5);
  close(valueOf(plain(outputs, target, half)), a + b / 8 + c / 32);
  const own = outputsLoss(bce, { deepSupervision: { weights: [1, 1, 0] } });
  close(valueOf(own(outputs, target, half)), a + b / 2);
  assert.throws(
    () => own(flatOutputs([1, 2]), target),
    /one factor a level, current value is 3 for 2 levels/,
  );
});

testOnEachBackend(
  "outputsLoss() asks the classification head what the masks hold",
  () => {
    // A pixel in the second image alone.
    const target = tf.reshape(
      tf.oneHot(tf.tensor1d([70], "int32"), 128),
      [2, 8, 8, 1],
    );
    const classification = [{ name: "bce", weight: 2 }] as const;
    const loss = outputsLoss(bce, { classification });
    const outputs = flatOutputs([0], [1, 3]);
    const expected = Math.LN2 + 2 * (softplus(1) + softplus(-3)) / 2;
    assert(Math.abs(valueOf(loss(outputs, target)) - expected) < 1e-5);
    assert.throws(
      () => loss({ ...outputs, classification: tf.zeros([2, 3]) }, target),
      /must be those of the masks, 1, current value is 3/,
    );
  },
);

testOnEachBackend(
  "outputsLoss() finds the classes of a multi-class target",
  () => {
    const mode = "multiclass" as const;
    const terms = [{ name: "cross_entropy", weight: 1 }] as const;
    const loss = outputsLoss(buildLoss(terms, { mode }));
    const target = tf.tensor3d([0, 2, 2, 0], [1, 2, 2], "int32");
    const outputs = {
      logits: tf.zeros([1, 2, 2, 3]) as tf.Tensor4D,
      deepSupervision: [],
      classification: tf.tensor2d([[1, 2, 3]]),
    };
    const expected = Math.log(3) +
      (softplus(-1) + softplus(2) + softplus(-3)) / 3;
    assert(Math.abs(valueOf(loss(outputs, target)) - expected) < 1e-5);
  },
);

Deno.test("auxiliaryFactorAt() falls to 0 in the last epoch", () => {
  const recipe = { deepSupervision: { fade: "cosine" } } as const;
  const factors = [1, 5, 10].map((epoch) =>
    auxiliaryFactorAt(recipe, epoch, 10)!
  );
  assert(Math.abs(factors[0]! - Math.cos(Math.PI / 20)) < 1e-12);
  assert(Math.abs(factors[1]! - Math.SQRT1_2) < 1e-12);
  assert(Math.abs(factors[2]!) < 1e-12);
  assert.equal(auxiliaryFactorAt({ deepSupervision: {} }, 1, 2), undefined);
  assert.equal(auxiliaryFactorAt(undefined, 1, 2), undefined);
});

testOnEachBackend(
  "openLearner() trains every head, the coarse ones as their factor says",
  () => {
    const recipe = {
      encoder: "tf_efficientnet_lite0",
      decoder: "team_1137",
      decoderChannels: [16, 16, 8, 8, 8],
      classificationHead: { dropout: 0.5 },
    };
    const learn = (auxiliaryFactor?: number) => {
      const model = buildModel(recipe, { inputChannels: 1, seed: 1 });
      const optimizer = buildOptimizer(
        { name: "sgd", learningRate: 1, weightDecay: 0 },
        model.parameters,
      );
      const learner = openLearner({ model, loss: bce, optimizer });
      const x = Float32Array.from({ length: 2 * 4096 }, (_, i) => i % 7 / 6);
      const y = x.map((v) => v > 0.7 ? 1 : 0);
      const batch = { x, y, ids: ["a", "b"], side: 64, channels: 1 };
      const weights = () => {
        learner.readBack();
        return new Map(
          [...model.parameters].map((
            [name, v],
          ) => [name, v.dataSync().slice()]),
        );
      };
      const before = weights();
      const losses = Array.from(
        { length: 2 },
        () => learner.step(batch, 0.1, undefined, auxiliaryFactor),
      );
      const after = weights();
      const still = [...after].filter(([name, values]) =>
        values.every((value, i) => value === before.get(name)![i])
      ).map(([name]) => name);
      learner.dispose();
      optimizer.dispose();
      model.dispose();
      return { losses, still };
    };
    const whole = learn();
    assert.deepEqual(whole.still, []);
    const faded = learn(0);
    assert.deepEqual(
      faded.still,
      [1, 2].flatMap((level) =>
        ["weight", "bias"].map((last) =>
          `decoder.segHeads.${level}.conv.${last}`
        )
      ),
    );
    assert(faded.losses[0]! < whole.losses[0]!);
  },
);
