import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { bootstrapMean } from "./bootstrap.ts";

/** Share of samples whose interval holds the mean that they were drawn with. */
function coverage(
  level: number,
  draw: (random: ReturnType<typeof randomSource>) => number,
  mean: number,
): number {
  const samples = 400;
  let inside = 0;
  for (let seed = 0; seed < samples; seed++) {
    const random = randomSource(seed, "coverage");
    const values = Array.from({ length: 60 }, () => draw(random));
    const found = bootstrapMean(values, { seed, resamples: 400, level });
    if (found.low <= mean && mean <= found.high) inside++;
  }
  return inside / samples;
}

Deno.test("bootstrapMean()'s interval holds the true mean about as often as it says", () => {
  const normal = coverage(.95, (random) => random.normal(), 0);
  assert.ok(normal > .91 && normal < .98, `${normal}`);
  const narrow = coverage(.8, (random) => random.normal(), 0);
  assert.ok(narrow > .74 && narrow < .86, `${narrow}`);
  // Scores pile up at their ends: most images gain nothing, few much.
  const skew = coverage(.95, (random) => random.chance(.15) ? 1 : 0, .15);
  assert.ok(skew > .88 && skew < .98, `${skew}`);
});

Deno.test("bootstrapMean() knows a constant, leaves NaN out and refuses what makes no sense", () => {
  const level = .95;
  assert.deepEqual(bootstrapMean([.5, NaN, .5], { seed: 1 }), {
    mean: .5,
    low: .5,
    high: .5,
    level,
    count: 2,
  });
  assert.deepEqual(bootstrapMean([NaN], { seed: 1 }), {
    mean: NaN,
    low: NaN,
    high: NaN,
    level,
    count: 0,
  });
  assert.throws(
    () => bootstrapMean([1], { seed: 1, level: 1 }),
    /level must be between 0 and 1, current value is 1/,
  );
  assert.throws(
    () => bootstrapMean([1], { seed: 1, resamples: 0 }),
    /resamples must be a positive integer/,
  );
});
