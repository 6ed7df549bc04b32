import assert from "node:assert/strict";
import { tf } from "../tensor/mod.ts";
import { assertClose, testOnEachBackend } from "../tensor/test_support.ts";
import { consistency } from "./consistency.ts";

testOnEachBackend("consistency() has no gradient by the teacher", () => {
  const [a, b] = [tf.tensor1d([0, 2, 50]), tf.tensor1d([1, -1, -50])];
  const { value, grads } = tf.valueAndGrads((x: tf.Tensor, y: tf.Tensor) =>
    consistency(x, y)
  )([a, b]);
  const p = (x: number) => 1 / (1 + Math.exp(-x));
  const differences = [p(0) - p(1), p(2) - p(-1), 1];
  assertClose(
    value,
    [differences.reduce((sum, d) => sum + d * d, 0) / 3],
    "value",
  );
  const [da, db] = grads;
  assertClose(da!, [
    2 / 3 * differences[0]! * 0.25,
    2 / 3 * differences[1]! * p(2) * p(-2),
    0,
  ], "student");
  assert.deepEqual([...db!.dataSync()], [0, 0, 0]);
});
