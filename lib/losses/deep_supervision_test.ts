// Against PyTorch's interpolation and cross-entropy.
import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { compile, gradients, openBackend, tf } from "../tensor/mod.ts";
import {
  assertClose,
  type Numbers,
  tensorOf,
  testOnEachBackend,
} from "../tensor/test_support.ts";
import { buildLoss } from "./build_loss.ts";
import { deepSupervision } from "./deep_supervision.ts";
import { reduceTarget } from "./reduce_target.ts";
import fixture from "./testdata/levels.json" with { type: "json" };

interface Reduction {
  readonly target: Numbers;
  readonly level: readonly number[];
  readonly nearest: Numbers;
  readonly max?: Numbers;
}

const reductions: readonly Reduction[] = fixture.reductions;

testOnEachBackend("reduceTarget() reads the pixels that PyTorch reads", () => {
  for (const { target, level, nearest, max } of reductions) {
    const full = tensorOf(target);
    assertClose(reduceTarget(full, level, "nearest"), nearest, "nearest");
    if (max) assertClose(reduceTarget(full, level, "max"), max, "max");
  }
});

testOnEachBackend(
  "reduceTarget() refuses largest values of uneven blocks",
  () => {
    const full = tf.zeros([1, 7, 4, 1]);
    assert.throws(() => reduceTarget(full, [3, 2], "max"), InputError);
  },
);

testOnEachBackend(
  "deepSupervision() has PyTorch's value and gradient by every level",
  () => {
    const { target, levels, factors, value, gradients: wanted } =
      fixture.supervised;
    const classes: tf.Tensor = tf.cast(tensorOf(target), "int32");
    const loss = deepSupervision(
      buildLoss([{ name: "cross_entropy", weight: 1 }], { mode: "multiclass" }),
    );
    const variables = levels.map((level) => tf.variable(tensorOf(level)));
    // As a schedule gives them, changing from step to step.
    const levelFactors = factors.map((factor) => tf.scalar(factor));
    const result = gradients(
      new Map(variables.map((variable, i) => [String(i), variable])),
      () => loss(variables, classes, { levelFactors }),
    );
    assertClose(result.loss, [value], "loss");
    wanted.forEach((gradient, i) =>
      assertClose(result.gradients.get(String(i))!, gradient, `level ${i}`)
    );
    tf.dispose(variables);
  },
);

testOnEachBackend(
  "deepSupervision() ignores at every level what the mask ignores",
  () => {
    const target = tf.tensor4d(
      [1, 1, 0, 0, 1, 1, 0, 0].concat(Array(8).fill(0)),
      [1, 4, 4, 1],
    );
    const mask = tf.tensor3d(
      [0, 0, 1, 1, 0, 0, 1, 1].concat(Array(8).fill(1)),
      [1, 4, 4],
    );
    for (const reduction of ["nearest", "max"] as const) {
      const loss = deepSupervision(buildLoss([{ name: "bce", weight: 1 }]), {
        reduction,
        weights: [1, 1],
      });
      const levels = [tf.fill([1, 4, 4, 1], -200), tf.fill([1, 2, 2, 1], -200)];
      assert.equal(loss(levels, target, { mask }).dataSync()[0], 0);
      assert(loss(levels, target).dataSync()[0]! > 40);
    }
  },
);

testOnEachBackend(
  "deepSupervision() keeps a small object by its largest value",
  () => {
    const target = tf.oneHot(tf.tensor1d([5], "int32"), 16);
    const full = tf.cast(tf.reshape(target, [1, 4, 4, 1]), "float32");
    const levels = [tf.fill([1, 2, 2, 1], -200)];
    const terms = [{ name: "bce", weight: 1 }] as const;
    const nearest = deepSupervision(buildLoss(terms));
    const max = deepSupervision(buildLoss(terms), { reduction: "max" });
    assert.equal(nearest(levels, full).dataSync()[0], 0);
    assert.equal(max(levels, full).dataSync()[0], 50);
  },
);

testOnEachBackend(
  "deepSupervision() refuses a wrong number of factors, and largest class indices",
  () => {
    const levels = [tf.zeros([1, 2, 2, 2]), tf.zeros([1, 1, 1, 2])];
    const classes = tf.zeros([1, 2, 2], "int32");
    const one = buildLoss([{ name: "cross_entropy", weight: 1 }], {
      mode: "multiclass",
    });
    assert.throws(
      () => deepSupervision(one, { weights: [1] })(levels, classes),
      /one factor a level, current value is 1 for 2 levels/,
    );
    assert.throws(
      () => deepSupervision(one, { reduction: "max" })(levels, classes),
      InputError,
    );
  },
);

Deno.test({
  name: "deepSupervision() is the same in a compiled step",
  ignore: (await openBackend()).name !== "tensorflow",
  async fn() {
    await openBackend();
    const target = tf.cast(
      tf.greater(tf.randomUniform([2, 8, 12, 1], 0, 1, "float32", 4), 0.8),
      "float32",
    );
    const levels = [1, 2, 4].map((n) =>
      tf.randomNormal([2, 8 / n, 12 / n, 1], 0, 1, "float32", n)
    );
    const inputs = { mask: tf.ones([2, 8, 12]), weights: tf.ones([2, 8, 12]) };
    for (const reduction of ["nearest", "max"] as const) {
      const terms = [{ name: "symmetric_lovasz", weight: 1 }, {
        name: "dice",
        weight: 1,
      }] as const;
      const loss = deepSupervision(buildLoss(terms), { reduction });
      const step = compile((given: Record<string, tf.Tensor>) => {
        const { a, b, c, target, mask, weights, fade } = given;
        return {
          value: loss([a!, b!, c!], target!, {
            mask: mask!,
            weights: weights!,
            levelFactors: [1, fade as tf.Scalar, fade as tf.Scalar],
          }),
        };
      });
      const [a, b, c] = levels;
      for (const fade of [0.25, 0.125]) {
        const { value } = step.run({
          a: a!,
          b: b!,
          c: c!,
          target,
          ...inputs,
          fade: tf.scalar(fade),
        });
        const eager = loss(levels, target, {
          ...inputs,
          levelFactors: [1, fade, fade],
        });
        assertClose(value, [eager.dataSync()[0]!], reduction);
      }
      assert(step.compiled);
      step.dispose();
    }
  },
});
