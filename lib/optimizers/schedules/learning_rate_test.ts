import assert from "node:assert/strict";
import { learningRateAt } from "./learning_rate.ts";

const optimizer = { learningRate: 0.1 };
const rates = (
  name: "cosine" | "constant",
  warmUpEpochs: number,
  epochs: number,
) =>
  Array.from({ length: 10 * epochs }, (_, step) =>
    learningRateAt(
      { name, warmUpEpochs, finalFactor: 0.01 },
      optimizer,
      step,
      10,
      epochs,
    ));

Deno.test("learningRateAt() rises in a line to the peak", () => {
  const warm = rates("cosine", 2, 5).slice(0, 20);
  warm.forEach((rate, i) =>
    assert.ok(Math.abs(rate - 0.1 * (i + 1) / 20) < 1e-15)
  );
});

Deno.test("learningRateAt() falls along half a cosine to its final share", () => {
  const all = rates("cosine", 1, 5);
  const falling = all.slice(10);
  assert.equal(falling[0], 0.1);
  assert.ok(Math.abs(falling.at(-1)! - 0.001) < 1e-15);
  falling.forEach((rate, i) => i && assert.ok(rate < falling[i - 1]!));
  // The middle of an even number of steps lies between two of them.
  assert.ok(Math.abs((falling[19]! + falling[20]!) / 2 - 0.0505) < 1e-12);
});

Deno.test("learningRateAt() stays at the peak where it is constant", () => {
  assert.deepEqual(
    new Set(rates("constant", 1, 3).slice(10)),
    new Set([0.1]),
  );
});

Deno.test("learningRateAt() takes schedules of nothing but warm-up or one step", () => {
  assert.ok(rates("cosine", 3, 3).every((rate) => rate > 0 && rate <= 0.1));
  const single = learningRateAt(
    { name: "cosine", warmUpEpochs: 0, finalFactor: 0.5 },
    optimizer,
    0,
    1,
    1,
  );
  assert.equal(single, 0.05);
});
