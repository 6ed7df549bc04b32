// What the small oracle cases do not show: many pixels, and equal errors.
import assert from "node:assert/strict";
import { tf } from "../tensor/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { lovaszExtension } from "./lovasz_extension.ts";
import { lovaszHinge } from "./lovasz_hinge.ts";
import fixture from "./testdata/levels.json" with { type: "json" };

testOnEachBackend(
  "lovaszHinge() of 200,003 pixels keeps PyTorch's float64 value and gradient",
  () => {
    const { count, value, alongLogits, size, every, slopes } = fixture.large;
    const logits = Float32Array.from(
      { length: count },
      (_, i) => (i * 7919 % 1_000_003 * 2 - 975_002.5) / 1_000_003 * 4,
    );
    const target = Float32Array.from(
      { length: count },
      (_, i) => i * 104_729 % 1_000_003 < 100_000 ? 1 : 0,
    );
    const y = tf.tensor4d(target, [1, 1, count, 1]);
    const result = tf.valueAndGrad((x: tf.Tensor) => lovaszHinge(x, y))(
      tf.tensor4d(logits, [1, 1, count, 1]),
    );
    assertClose(result.value, [value], "value");
    // Added up here, where float64 leaves only the gradient's own errors.
    const gradient = result.grad.dataSync();
    let [along, absolute] = [0, 0];
    gradient.forEach((slope, i) => {
      along += slope * logits[i]!;
      absolute += Math.abs(slope);
    });
    assertClose([along], [alongLogits], "gradient . logits");
    assertClose([absolute], [size], "size of the gradient");
    assertClose(
      gradient.filter((_, i) => i % every === 0),
      slopes,
      "slopes of single pixels",
    );
  },
);

testOnEachBackend(
  "lovaszExtension() of equal errors has one value; their slopes sum to the same",
  () => {
    // Three equal errors, one of them the object's, in each of the places.
    for (const object of [0, 1, 2]) {
      const errors = tf.tensor2d([1, 1, 1, 0.5], [1, 4]);
      const truth = [0, 1, 2, 3].map((i) => i === object || i === 3 ? 1 : 0);
      const target = tf.tensor2d(truth, [1, 4]);
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
        lovaszExtension({ errors: x as tf.Tensor2D, target })
      )(errors);
      // Three wrong of a union of four, then all wrong.
      assertClose(value, [0.75 + 0.25 * 0.5], "value");
      const slopes = grad.dataSync();
      assertClose(
        [slopes[0]! + slopes[1]! + slopes[2]!],
        [0.75],
        "equal errors",
      );
      assertClose([slopes[3]!], [0.25], "smaller error");
    }
  },
);

testOnEachBackend("lovaszExtension() of several sets equals each alone", () => {
  const draw = tf.randomNormal<tf.Rank.R2>([3, 50], 0, 1, "float32", 5);
  const other = tf.randomUniform<tf.Rank.R2>([3, 50], 0, 1, "float32", 6);
  const target: tf.Tensor2D = tf.cast(tf.greater(other, 0.7), "float32");
  const alone = [0, 1, 2].map((i) => {
    const errors = tf.slice(draw, [i, 0], [1, 50]);
    const truth = tf.slice(target, [i, 0], [1, 50]);
    return lovaszExtension({ errors, target: truth }).dataSync()[0]!;
  });
  assert(alone.every((value) => value > 0));
  assertClose(lovaszExtension({ errors: draw, target }), alone, "sets");
});
