// Values and gradients on both backends, against PyTorch.
import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import type { LossTerm } from "../recipes/loss_term.ts";
import {
  assertClose,
  tensorOf,
  testOnEachBackend,
} from "../tensor/test_support.ts";
import { tf } from "../tensor/mod.ts";
import { buildLoss } from "./build_loss.ts";
import fixture from "./testdata/losses.json" with { type: "json" };

const terms: Record<string, LossTerm[]> = {
  bce: [{ name: "bce", weight: 1 }],
  dice: [{ name: "dice", weight: 1 }],
  focal: [{ name: "focal", weight: 1 }],
  mixed: [
    { name: "bce", weight: 1 },
    { name: "dice", weight: 0.5 },
    { name: "focal", weight: 2 },
  ],
};

for (const name of Object.keys(terms)) {
  const cases = fixture.filter((oracle) => oracle.loss === name);
  testOnEachBackend(
    `buildLoss() of ${name} has PyTorch's value and gradient, extreme logits and empty targets included`,
    () => {
      const loss = buildLoss(terms[name]!);
      assert.equal(cases.length, 12);
      for (const oracle of cases) {
        const target = tensorOf(oracle.target);
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
          loss(x as tf.Tensor4D, target)
        )(tensorOf(oracle.logits));
        // 1 - fraction loses what is below float32's step at 1.
        const slack = 2e-7;
        assert(
          Math.abs(value.dataSync()[0]! - oracle.value) <=
            1e-4 * oracle.value + slack,
          `${oracle.name}: ${value.dataSync()[0]}, must be ${oracle.value}`,
        );
        assertClose(grad, oracle.gradient, `gradient of ${oracle.name}`);
      }
    },
  );
}

testOnEachBackend("buildLoss() makes no tensor but its value", () => {
  const loss = buildLoss(terms["mixed"]!);
  const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
  const before = tf.memory().numTensors;
  loss(x, x).dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("buildLoss() refuses no terms and weights that are not positive", () => {
  assert.throws(() => buildLoss([]), InputError);
  for (const weight of [0, -1, NaN, Infinity]) {
    assert.throws(
      () => buildLoss([{ name: "bce", weight }]),
      /weight of bce must be a positive number/,
    );
  }
});

testOnEachBackend("buildLoss() takes factors that change as scalars", () => {
  const loss = buildLoss([{ name: "bce", weight: 9 }, {
    name: "dice",
    weight: 9,
  }]);
  const logits = tf.randomUniform([2, 4, 5, 1], -2, 2, "float32", 3);
  const target = tf.ones([2, 4, 5, 1]);
  const only = (name: "bce" | "dice") =>
    buildLoss([{ name, weight: 1 }])(logits, target).dataSync()[0]!;
  const value = loss(logits, target, { factors: [tf.scalar(2), 0.5] });
  assertClose(value, [2 * only("bce") + 0.5 * only("dice")], "sum");
  assert.throws(() => loss(logits, target, { factors: [1] }), /2 entries/);
});
