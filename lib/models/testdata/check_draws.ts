// For tests only.
import assert from "node:assert/strict";
import { tf } from "../../tensor/mod.ts";
import type { ForwardOptions } from "../model.ts";

/**
 * Checks what a network drops: the same for the same step, something else for another, nothing where nothing is drawn
 * or where it predicts.
 *
 * @param forward Runs what drops.
 */
export function checkDraws(
  forward: (options: ForwardOptions) => tf.Tensor,
): void {
  const run = (step?: number, training = true) =>
    tf.tidy(() => {
      if (step === undefined) return forward({ training }).dataSync();
      const draw = { seed: 3, step: tf.scalar(step, "int32") };
      return forward({ training, draw }).dataSync();
    });
  assert.deepEqual(run(5), run(5));
  assert.notDeepEqual(run(5), run(6));
  assert.notDeepEqual(run(5), run());
  assert.deepEqual(run(), run());
  assert.deepEqual(run(5, false), run(undefined, false));
}
