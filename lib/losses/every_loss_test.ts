// What holds for every loss alike.
import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import type { LossTerm } from "../recipes/loss_term.ts";
import { compile, gradients, openBackend, tf } from "../tensor/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { buildLoss } from "./build_loss.ts";
import type { LossInputs, LossMode, TargetOptions } from "./loss.ts";
import { LOSSES } from "./registry.ts";

const all: readonly LossTerm[] = [
  { name: "bce", weight: 1 },
  { name: "bce", weight: 1, smoothing: 0.1, positiveWeight: 3 },
  { name: "weighted_bce", weight: 1 },
  { name: "cross_entropy", weight: 1 },
  { name: "cross_entropy", weight: 1, classWeights: [1, 2, 3], smoothing: 0.1 },
  { name: "boundary_cross_entropy", weight: 1 },
  { name: "dice", weight: 1 },
  { name: "dice", weight: 1, smooth: 0, perImage: true },
  { name: "dice", weight: 1, smooth: 0, empty: "zero", log: true },
  { name: "dice", weight: 1, smooth: 0, empty: "skip", perClass: false },
  { name: "dice", weight: 1, squares: true, overlap: "minimum" },
  { name: "jaccard", weight: 1, classes: [0] },
  { name: "jaccard", weight: 1, smooth: 0, log: true },
  { name: "tversky", weight: 1, alpha: 0.3, beta: 0.7, gamma: 0.75 },
  { name: "tversky", weight: 1, smooth: 0, gamma: 0.75, empty: "zero" },
  { name: "focal", weight: 1 },
  { name: "focal", weight: 1, alpha: 0.25, gamma: 0.5 },
  { name: "focal", weight: 1, form: "softmax", gamma: 0.5 },
  { name: "lovasz_hinge", weight: 1 },
  { name: "lovasz_hinge", weight: 1, perImage: true, perClass: true },
  { name: "symmetric_lovasz", weight: 1, perImage: true },
  { name: "lovasz_softmax", weight: 1 },
  { name: "lovasz_softmax", weight: 1, classes: "all", perImage: true },
  { name: "margin", weight: 1 },
];

/** The terms that know a mode, each with its loss. */
function lossesOf(options: TargetOptions & { readonly mode: LossMode }) {
  return all.flatMap((term) => {
    const softmax = "form" in term && term.form === "softmax";
    if (softmax && options.mode !== "multiclass") return [];
    try {
      return [{
        name: `${options.mode} ${JSON.stringify(term)}`,
        loss: buildLoss([term], options),
      }];
    } catch (error) {
      if (error instanceof InputError) return [];
      throw error;
    }
  });
}

const SPACE = [2, 4, 5];
const MODES: readonly LossMode[] = ["binary", "multilabel", "multiclass"];

/** Logits of one mode, and a target that holds one value. */
function uniform(mode: LossMode, logit: number, value: number) {
  const shape = [...SPACE, mode === "binary" ? 1 : 3];
  const draw = tf.randomUniform(shape, -1, 1, "float32", 3);
  return {
    logits: tf.mul(draw, logit),
    target: mode === "multiclass"
      ? tf.fill(SPACE, value, "int32")
      : tf.fill(shape, value),
  };
}

function run(
  loss: ReturnType<typeof buildLoss>,
  logits: tf.Tensor,
  target: tf.Tensor,
  inputs: LossInputs,
) {
  const x = tf.variable(logits);
  const result = gradients(new Map([["x", x]]), () => loss(x, target, inputs));
  x.dispose();
  return {
    value: result.loss.dataSync()[0]!,
    gradient: result.gradients.get("x")!.dataSync(),
  };
}

const boundary = () => tf.ones(SPACE);

testOnEachBackend("Every loss is in the list of this test", () => {
  assert.deepEqual(
    [...new Set(all.map(({ name }) => name))].sort(),
    Object.keys(LOSSES).sort(),
  );
  assert.equal(MODES.flatMap((mode) => lossesOf({ mode })).length, 55);
});

for (
  const [reason, ignored] of [["the ignore index", 255], [
    "the mask",
    1,
  ]] as const
) {
  testOnEachBackend(
    `Every loss and its gradient are 0 where ${reason} leaves nothing`,
    () => {
      for (const mode of MODES) {
        const { logits, target } = uniform(mode, 5, ignored);
        const mask = ignored === 1 ? { mask: tf.zeros(SPACE) } : {};
        for (const { name, loss } of lossesOf({ mode, ignoreIndex: 255 })) {
          const { value, gradient } = run(loss, logits, target, {
            boundary: boundary(),
            ...mask,
          });
          assert.equal(Math.abs(value), 0, name);
          assert(gradient.every((number) => number === 0), name);
        }
      }
    },
  );
}

testOnEachBackend(
  "Every loss and its gradient are finite for logits up to 1e4, empty and full targets",
  () => {
    for (const mode of MODES) {
      for (const logit of [0, 1, 100, 1e4]) {
        for (const value of [0, 1]) {
          const { logits, target } = uniform(mode, logit, value);
          for (const { name, loss } of lossesOf({ mode })) {
            const result = run(loss, logits, target, { boundary: boundary() });
            const at = `${name}, logits to ${logit}, target ${value}`;
            assert(Number.isFinite(result.value) && result.value >= -1e-6, at);
            assert(result.gradient.every(Number.isFinite), at);
          }
        }
      }
    }
  },
);

testOnEachBackend("Every loss falls along its gradient", () => {
  for (const mode of MODES) {
    const { logits, target } = uniform(mode, 2, 1);
    for (const { name, loss } of lossesOf({ mode })) {
      const before = run(loss, logits, target, { boundary: boundary() });
      const size = Math.max(...before.gradient.map(Math.abs));
      if (size === 0) continue;
      const step = tf.mul(
        tf.tensor(before.gradient, logits.shape),
        0.1 / size,
      );
      const after = run(loss, tf.sub(logits, step), target, {
        boundary: boundary(),
      });
      assert(after.value < before.value, name);
    }
  }
});

testOnEachBackend(
  "Every loss takes volumes and whole-image heads as images",
  () => {
    for (const mode of MODES) {
      const { logits, target } = uniform(mode, 2, 1);
      const classes = logits.shape.at(-1)!;
      for (const { name, loss } of lossesOf({ mode })) {
        const wanted = run(loss, logits, target, { boundary: boundary() });
        const space = [2, 2, 2, 5];
        const volume = run(
          loss,
          tf.reshape(logits, [...space, classes]),
          tf.reshape(
            target,
            mode === "multiclass" ? space : [...space, classes],
          ),
          { boundary: tf.ones(space) },
        );
        assertClose([volume.value], [wanted.value], name);
        assertClose(volume.gradient, [...wanted.gradient], name);
        const head = run(
          loss,
          tf.reshape(tf.slice(logits, [0, 0, 0, 0], [2, 1, 1, classes]), [
            2,
            -1,
          ]),
          mode === "multiclass" ? tf.ones([2], "int32") : tf.ones([2, classes]),
          { boundary: tf.ones([2]) },
        );
        assert(Number.isFinite(head.value), name);
      }
    }
  },
);

testOnEachBackend("No loss leaves a tensor but its value", () => {
  for (const mode of MODES) {
    const { logits, target } = uniform(mode, 2, 1);
    const inputs = { boundary: boundary(), mask: tf.ones(SPACE) };
    for (const { name, loss } of lossesOf({ mode, ignoreIndex: 255 })) {
      const before = tf.memory().numTensors;
      loss(logits, target, inputs).dispose();
      assert.equal(tf.memory().numTensors, before, name);
    }
  }
});

Deno.test({
  name: "Every loss and its gradient are the same in a compiled step",
  ignore: (await openBackend()).name !== "tensorflow",
  async fn() {
    await openBackend();
    for (const mode of MODES) {
      const { logits, target } = uniform(mode, 2, 1);
      const mask = tf.cast(
        tf.greater(tf.randomUniform(SPACE, 0, 1, "float32", 8), 0.3),
        "float32",
      );
      for (const { name, loss } of lossesOf({ mode, ignoreIndex: 255 })) {
        const step = compile((inputs: Record<string, tf.Tensor>) => {
          const { x, y, mask, factor } = inputs;
          const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
            loss(x, y!, {
              mask: mask!,
              boundary: mask!,
              factors: [factor as tf.Scalar],
            })
          )(x!);
          return { value, grad };
        });
        for (const [scale, factor] of [[1, 1], [-2, 0.5]] as const) {
          const x = tf.mul(logits, scale);
          const compiled = step.run({
            x,
            y: target,
            mask,
            factor: tf.scalar(factor),
          });
          const eager = run(loss, x, target, {
            mask,
            boundary: mask,
            factors: [factor],
          });
          assertClose(compiled.value!, [eager.value], name);
          assertClose(compiled.grad!.dataSync(), [...eager.gradient], name);
        }
        assert(step.compiled, name);
        step.dispose();
      }
    }
  },
});
