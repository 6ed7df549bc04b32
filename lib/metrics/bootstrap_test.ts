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

Deno.test("bootstrapMean() draws groups: values that say the same again make no interval narrower", () => {
  const random = randomSource(1, "groups");
  const own = Array.from({ length: 20 }, () => random.normal());
  const thrice = own.flatMap((value) => [value, value, value]);
  const groups = own.flatMap((_, g) => [`${g}`, `${g}`, `${g}`]);
  const alone = bootstrapMean(own, { seed: 5 });
  const { low, high, count, groups: drawn } = bootstrapMean(thrice, {
    seed: 5,
    groups,
  });
  assert.ok(Math.abs(low - alone.low) < 1e-12);
  assert.ok(Math.abs(high - alone.high) < 1e-12);
  assert.deepEqual([count, drawn], [60, 20]);
  // Where each is a group of its own nothing changes.
  const each = { seed: 5, groups: own.map((_, g) => `${g}`) };
  assert.deepEqual(bootstrapMean(own, each), alone);
  assert.throws(
    () => bootstrapMean(own, { seed: 5, groups }),
    /groups must be one a value, 20, current value is 60/,
  );
});

Deno.test("bootstrapMean()'s interval holds the true mean of groups that differ, where images taken alone would not", () => {
  let grouped = 0, alone = 0;
  for (let seed = 0; seed < 200; seed++) {
    const random = randomSource(seed, "patients");
    const groups: string[] = [], values: number[] = [];
    for (let g = 0; g < 40; g++) {
      const patient = random.normal();
      for (let i = 0; i < 6; i++) {
        groups.push(`${g}`);
        values.push(patient + .3 * random.normal());
      }
    }
    const holds = ({ low, high }: { low: number; high: number }) =>
      low <= 0 && high >= 0;
    const options = { seed, resamples: 300 };
    if (holds(bootstrapMean(values, { ...options, groups }))) grouped++;
    if (holds(bootstrapMean(values, options))) alone++;
  }
  assert.ok(grouped > 176 && grouped < 198, `${grouped}`);
  assert.ok(alone < 130, `${alone}`);
});
