import assert from "node:assert/strict";
import { randomSource } from "./random.ts";

Deno.test("randomSource() depends on its keys and on nothing else", () => {
  const draw = (...keys: (number | string)[]) => {
    const source = randomSource(...keys);
    return Array.from({ length: 4 }, () => source.next());
  };
  const first = draw(1, "crop", 0);
  draw(2, "noise");
  assert.deepEqual(draw(1, "crop", 0), first);
  for (
    const keys of [
      [2, "crop", 0],
      [1, "crop", 1],
      [1, "cro", "p", 0],
      [
        1,
        "crop",
      ],
      [-1, "crop", 0],
      [2 ** 32 + 1, "crop", 0],
    ]
  ) assert.notDeepEqual(draw(...keys), first);
});

Deno.test("randomSource() draws uniform numbers, neighbours uncorrelated", () => {
  const n = 20000;
  const bins = new Array<number>(20).fill(0);
  let product = 0;
  for (let i = 0; i < n; i++) {
    // One number from each of many sources: this is how they are used.
    const a = randomSource(7, "test", i).next();
    const b = randomSource(7, "test", i + 1).next();
    bins[Math.floor(a * 20)]!++;
    product += (a - 0.5) * (b - 0.5);
  }
  const expected = n / 20;
  const chiSquare = bins.reduce(
    (sum, k) => sum + (k - expected) ** 2 / expected,
    0,
  );
  // 19 degrees of freedom: 43.8 is exceeded once in a thousand times.
  assert.ok(chiSquare < 43.8, `chi square ${chiSquare}`);
  assert.ok(Math.abs(product / n * 12) < 4 / Math.sqrt(n));
});

Deno.test("randomSource() draws normals of mean 0 and deviation 1", () => {
  const source = randomSource(3, "normal");
  const values = Array.from({ length: 40000 }, () => source.normal());
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) /
    values.length;
  assert.ok(Math.abs(mean) < 0.02);
  assert.ok(Math.abs(variance - 1) < 0.03);
  const tail = values.filter((value) => Math.abs(value) > 1.96).length;
  assert.ok(Math.abs(tail / values.length - 0.05) < 0.006);
});

Deno.test("randomSource() shuffles into each order equally often", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = randomSource("shuffle", i).shuffle(["a", "b", "c"]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 150);
});

Deno.test("randomSource() refuses a fractional key", () => {
  assert.throws(() => randomSource(0.5), RangeError);
});
