// What no loss takes.
import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { tf } from "../tensor/mod.ts";
import { testOnEachBackend } from "../tensor/test_support.ts";
import { buildLoss } from "./build_loss.ts";
import { LOSSES } from "./registry.ts";

testOnEachBackend(
  "Losses refuse shapes, types and settings that do not fit, and say which do",
  () => {
    const x = tf.zeros([1, 2, 2, 3]);
    const indices = tf.zeros([1, 2, 2], "int32");
    const refused: readonly [string, RegExp, () => unknown][] = [
      [
        "channels",
        /1 for the mode binary, current value is 3/,
        () => LOSSES.bce(x, x, { name: "bce", weight: 1 }),
      ],
      [
        "target",
        /the target's shape must be \[1, 2, 2\]/,
        () =>
          buildLoss([{ name: "dice", weight: 1 }], { mode: "multiclass" })(
            x,
            x,
          ),
      ],
      [
        "type",
        /int32 class indices, current value is float32/,
        () =>
          buildLoss([{ name: "dice", weight: 1 }], { mode: "multiclass" })(
            x,
            tf.zeros([1, 2, 2]),
          ),
      ],
      [
        "mask",
        /shape of mask must be \[1, 2, 2\]/,
        () =>
          buildLoss([{ name: "dice", weight: 1 }], { mode: "multilabel" })(
            x,
            x,
            { mask: tf.ones([2, 2]) },
          ),
      ],
      [
        "class mask",
        /with 1 as last axis/,
        () =>
          buildLoss([{ name: "dice", weight: 1 }], { mode: "multiclass" })(
            x,
            indices,
            { mask: x },
          ),
      ],
      [
        "weights",
        /classWeights must be a list of 3 numbers/,
        () =>
          buildLoss([{ name: "cross_entropy", weight: 1, classWeights: [1] }], {
            mode: "multiclass",
          })(x, indices),
      ],
      [
        "classes",
        /classes must be below 3, current value is 3/,
        () =>
          buildLoss([{ name: "jaccard", weight: 1, classes: [3] }], {
            mode: "multiclass",
          })(x, indices),
      ],
      [
        "map",
        /boundary_cross_entropy must be given a map/,
        () =>
          buildLoss([{ name: "boundary_cross_entropy", weight: 1 }], {
            mode: "multiclass",
          })(x, indices),
      ],
      [
        "mode",
        /mode of lovasz_softmax must be "multiclass", current value is "binary"/,
        () => buildLoss([{ name: "lovasz_softmax", weight: 1 }]),
      ],
      [
        "positive weight",
        /positiveWeight of bce must be positive/,
        () =>
          buildLoss([{ name: "bce", weight: 1, positiveWeight: [1, 0, 1] }], {
            mode: "multilabel",
          })(x, x),
      ],
    ];
    for (const [what, message, body] of refused) {
      assert.throws(
        body,
        (error: Error) =>
          error instanceof InputError && message.test(error.message),
        what,
      );
    }
  },
);
