import assert from "node:assert/strict";
import { philoxUniform } from "./philox_uniform.ts";

Deno.test("philoxUniform() gives the numbers of TensorFlow 2.21", () => {
  // tf.raw_ops.StatelessRandomUniform(shape=[5], seed=[-3, 7])
  assert.deepEqual([...philoxUniform(5, -3, 7)], [
    0.9851840734481812,
    0.1729649305343628,
    0.30341291427612305,
    0.7769861221313477,
    0.0477524995803833,
  ]);
});

Deno.test("philoxUniform() begins each stream afresh, whatever its length", () => {
  assert.deepEqual(philoxUniform(9, 1, 2).slice(0, 6), philoxUniform(6, 1, 2));
  assert.notDeepEqual(philoxUniform(6, 1, 3), philoxUniform(6, 1, 2));
  assert.notDeepEqual(philoxUniform(6, 2, 1), philoxUniform(6, 1, 2));
});
