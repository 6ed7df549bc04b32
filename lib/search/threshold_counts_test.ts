import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { confusion, poolConfusions } from "../metrics/mod.ts";
import { thresholdMap } from "../postprocess/mod.ts";
import { averagePrecision, precisionRecall } from "./average_precision.ts";
import { radixSort } from "./radix_sort.ts";
import { randomItem } from "./test_maps.ts";
import oracle from "./testdata/threshold_scores.json" with { type: "json" };
import { levelCounts, thresholdCounts } from "./threshold_counts.ts";

Deno.test("thresholdCounts() equals thresholding at each value, whatever the map is stored in", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { map, truth } = randomItem(seed);
    const { width, height } = map;
    const bytes = Uint8Array.from(map.data, (p) => Math.round(p * 255));
    const words = Uint16Array.from(map.data, (p) => Math.round(p * 65535));
    for (const data of [map.data, bytes, words]) {
      const counts = thresholdCounts({ data, width, height }, truth);
      const levels = data instanceof Uint8Array ? 255 : 65535;
      const held = data instanceof Float32Array
        ? data
        : Float32Array.from(data, (v) => v / levels);
      const random = randomSource(seed, "thresholds");
      for (let i = 0; i < 6; i++) {
        const k = random.integer(counts.thresholds.length);
        const mask = thresholdMap(
          { data: held, width, height },
          counts.thresholds[k]!,
        );
        const { truePositive, falsePositive } = confusion(mask, truth);
        assert.equal(counts.both[k], truePositive);
        assert.equal(counts.predicted[k], truePositive + falsePositive);
      }
      if (data instanceof Float32Array) {
        const distinct = [...new Set(data)].sort((a, b) => a - b);
        assert.deepEqual([...counts.thresholds], distinct);
      }
    }
    const stored = { data: words, width, height };
    const held = Float32Array.from(words, (v) => v / 65535);
    assert.deepEqual(
      levelCounts({ data: held, width, height }, truth),
      thresholdCounts(stored, truth),
    );
  }
});

Deno.test("thresholdCounts() refuses what is not a probability, and takes -0 for 0", () => {
  const truth = { data: Uint8Array.of(1, 0), width: 2, height: 1 };
  const counts = (...values: number[]) =>
    thresholdCounts(
      { data: Float32Array.from(values), width: 2, height: 1 },
      truth,
    );
  assert.throws(() => counts(NaN, 0), /0 or more, current value at 0 is NaN/);
  assert.throws(() => counts(0, -.5), /current value at 1 is -0.5/);
  assert.deepEqual([...counts(-0, 0).thresholds], [0]);
});

Deno.test("radixSort() equals sort()", () => {
  const random = randomSource(3, "sort");
  const values = Uint32Array.from(
    { length: 3000 },
    (_, i) => random.integer(i % 2 ? 2 ** 32 : 50),
  );
  assert.deepEqual(radixSort(values), values.slice().sort());
});

Deno.test("averagePrecision() and precisionRecall() equal scikit-learn's formulas", () => {
  oracle.cases.forEach((expected, seed) => {
    const random = randomSource(seed, "scores");
    const levels = 2 + random.integer(40), pixels = 1 + random.integer(120);
    const data = new Uint8Array(pixels), label = new Uint8Array(pixels);
    for (let i = 0; i < pixels; i++) {
      data[i] = Math.floor(random.integer(levels) * 255 / (levels - 1));
      label[i] = random.chance(.1 + .6 * data[i]! / 255) ? 1 : 0;
    }
    const counts = thresholdCounts(
      { data, width: pixels, height: 1 },
      { data: label, width: pixels, height: 1 },
    );
    const found = averagePrecision(counts);
    if (expected.averagePrecision === null) assert.ok(Number.isNaN(found));
    else assert.ok(Math.abs(found - expected.averagePrecision) < 1e-12);
    const curve = precisionRecall(counts);
    const close = (a: ArrayLike<number>, b: readonly number[]) => {
      assert.equal(a.length, b.length);
      b.forEach((value, i) => assert.ok(Math.abs(a[i]! - value) < 1e-9));
    };
    close(curve.precision, expected.precision);
    if (expected.averagePrecision !== null) {
      close(curve.recall, expected.recall);
    }
  });
});

Deno.test("counts of several images add up to the global score's", () => {
  const items = [2, 4, 6].map((seed) => randomItem(seed));
  const stored = items.map(({ map, truth }) => ({
    map: { ...map, data: map.data.map((p) => Math.round(p * 65535) / 65535) },
    truth,
  }));
  const k = 30000;
  const counts = stored.map(({ map, truth }) => levelCounts(map, truth));
  const pooled = poolConfusions(
    stored.map(({ map, truth }) =>
      confusion(thresholdMap(map, counts[0]!.thresholds[k]!), truth)
    ),
  );
  const sum = counts.reduce((total, { both }) => total + both[k]!, 0);
  assert.equal(sum, pooled.truePositive);
});
