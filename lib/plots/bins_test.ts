import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { chooseBins, countInBins } from "./bins.ts";

Deno.test("chooseBins() gives every whole number a bin where they are few", () => {
  assert.deepEqual(chooseBins([0, 3]).edges, [-0.5, 0.5, 1.5, 2.5, 3.5]);
});

Deno.test("chooseBins() gives rounded bounds", () => {
  const values = Array.from({ length: 101 }, (_, i) => i / 100);
  assert.deepEqual(chooseBins(values, { count: 5 }).edges, [
    0,
    0.2,
    0.4,
    0.6,
    0.8,
    1,
    1.2,
  ]);
});

Deno.test("chooseBins() gives equal ratios on a logarithmic axis", () => {
  const { edges } = chooseBins([1, 10, 100], { log: true, count: 4 });
  for (let i = 1; i < edges.length; i++) {
    assert.ok(Math.abs(edges[i]! / edges[i - 1]! - Math.sqrt(10)) < 1e-9);
  }
});

Deno.test("chooseBins() works where all values are equal", () => {
  for (const value of [0, -2.5, 1e-9, 7]) {
    const bins = chooseBins([value, value]);
    assert.deepEqual(
      countInBins([value, value], bins).filter((n) => n > 0),
      [2],
    );
  }
  assert.ok(chooseBins([5, 5], { log: true }).edges.length > 1);
});

Deno.test("chooseBins() refuses what has no logarithm, and nothing", () => {
  assert.throws(() => chooseBins([0, 1], { log: true }), /must be positive/);
  assert.throws(() => chooseBins([]), /at least one/);
});

Deno.test("countInBins() loses no value and agrees with a plain count", () => {
  const random = randomSource(1, "bins");
  for (let round = 0; round < 200; round++) {
    const log = random.chance(0.3);
    const scale = 10 ** random.integer(6);
    const values = Array.from({ length: 1 + random.integer(60) }, () => {
      const value = log ? Math.exp(3 * random.normal()) : random.normal();
      return random.chance(0.5) && !log
        ? Math.round(value * scale)
        : value * scale;
    });
    const bins = chooseBins(values, { log });
    const counts = countInBins(values, bins);
    assert.equal(counts.reduce((a, b) => a + b), values.length);
    const last = counts.length - 1;
    counts.forEach((count, i) => {
      const [low, high] = [bins.edges[i]!, bins.edges[i + 1]!];
      const plain = values.filter((v) =>
        (v >= low || i === 0) && (v < high || i === last)
      );
      assert.equal(count, plain.length);
      // Rounding of the bounds may not push a value out of its bin by more than a rounding error.
      for (const v of plain) {
        assert.ok(
          v >= low - 1e-9 * Math.abs(low) &&
            v <= high * (1 + 1e-9) + 1e-9 * scale,
          `${v} in ${low} to ${high}`,
        );
      }
    });
  }
});
