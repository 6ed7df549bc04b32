import assert from "node:assert/strict";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { tf } from "../tensor/mod.ts";
import { clipByGlobalNorm, clipByValue } from "./clip_gradients.ts";
import fixture from "./testdata/clipping.json" with { type: "json" };
import { makeGradients, probe, withoutReading } from "./testdata/parameters.ts";

for (const { step, limit, norm, first, sums } of fixture) {
  testOnEachBackend(
    `clipByGlobalNorm() to ${limit} of step ${step} is torch's`,
    () => {
      const given = makeGradients(step);
      const clipped = withoutReading(() => clipByGlobalNorm(given, limit));
      assertClose(clipped.norm, [norm], "norm");
      const all = probe(clipped.gradients);
      assertClose(all.filter((_, i) => i % 4 === 0), first, "first numbers");
      assertClose(all.filter((_, i) => i % 4 === 3), sums, "sums");
      assert.deepEqual([...clipped.gradients.keys()], [...given.keys()]);
    },
  );
}

testOnEachBackend("clipByGlobalNorm() shows gradients not finite", () => {
  const given = new Map([["a", tf.tensor1d([1, Infinity])], [
    "b",
    tf.tensor1d([1]),
  ]]);
  const { norm } = clipByGlobalNorm(given, 1);
  assert.equal(norm.dataSync()[0], Infinity);
});

testOnEachBackend("clipping leaks no tensor", () => {
  const given = makeGradients(1);
  const before = tf.memory().numTensors;
  const { gradients, norm } = clipByGlobalNorm(given, 1);
  tf.dispose([norm, ...gradients.values(), ...clipByValue(given, 1).values()]);
  assert.equal(tf.memory().numTensors, before);
});

testOnEachBackend("clipByValue() cuts on both sides", () => {
  const given = new Map([["a", tf.tensor2d([[-3, -1], [0.5, 2]])]]);
  const clipped = clipByValue(given, 1).get("a")!;
  assert.deepEqual(clipped.arraySync(), [[-1, -1], [0.5, 1]]);
});
