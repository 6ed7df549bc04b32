import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { ReliabilityBuilder } from "./reliability.ts";
import oracle from "./testdata/reliability.json" with { type: "json" };

Deno.test("ReliabilityBuilder equals scikit-learn's calibration curve and the formula of the error, over two images", () => {
  oracle.cases.forEach((expected, seed) => {
    const random = randomSource(seed, "reliability");
    const levels = 2 + random.integer(60), bins = 1 + random.integer(20);
    const builder = new ReliabilityBuilder(bins);
    for (let image = 0; image < 2; image++) {
      const pixels = 1 + random.integer(150);
      const data = new Float32Array(pixels), label = new Uint8Array(pixels);
      for (let i = 0; i < pixels; i++) {
        data[i] = random.integer(levels) / (levels - 1);
        label[i] = random.chance(data[i]! * data[i]!) ? 1 : 0;
      }
      const size = { width: pixels, height: 1 };
      builder.add({ data, ...size }, { data: label, ...size });
    }
    const found = builder.diagram();
    const filled = found.bins.filter(({ pixels }) => pixels > 0);
    assert.equal(found.bins.length, bins);
    assert.deepEqual(filled.map(({ pixels }) => pixels), expected.pixels);
    filled.forEach(({ confidence, frequency }, b) => {
      assert.ok(Math.abs(confidence - expected.confidence[b]!) < 1e-9);
      assert.ok(Math.abs(frequency - expected.frequency[b]!) < 1e-9);
    });
    assert.ok(Math.abs(found.expectedError - expected.expectedError) < 1e-9);
    assert.ok(Math.abs(found.maximumError - expected.maximumError) < 1e-9);
    assert.ok(Math.abs(found.squaredError - expected.squaredError) < 1e-9);
  });
});

Deno.test("ReliabilityBuilder closes bins above: an edge and the numbers beside it fall where they belong", () => {
  const number = new Float32Array(1), bits = new Int32Array(number.buffer);
  for (let bins = 1; bins <= 40; bins++) {
    for (let edge = 0; edge <= bins; edge++) {
      for (const step of [-1, 0, 1]) {
        number[0] = edge / bins;
        bits[0]! += step;
        const p = number[0]!;
        if (!(p >= 0 && p <= 1)) continue;
        const builder = new ReliabilityBuilder(bins);
        const size = { width: 1, height: 1 };
        builder.add(
          { data: Float32Array.of(p), ...size },
          { data: Uint8Array.of(1), ...size },
        );
        const found = builder.diagram().bins.filter(({ pixels }) => pixels > 0);
        assert.equal(found.length, 1);
        const { from, to } = found[0]!;
        assert.ok(p <= to && (p > from || p === 0), `${p} in ${from} to ${to}`);
      }
    }
  }
});

Deno.test("ReliabilityBuilder tells of a stored map by its levels what it tells pixel by pixel", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = randomSource(seed, "levels");
    const bins = 1 + random.integer(20);
    const size = { width: 300, height: 1 };
    const stored = Uint16Array.from(
      { length: 300 },
      () => random.chance(.2) ? random.integer(3) : random.integer(65536),
    );
    const data = Float32Array.from(stored, (level) => level / 65535);
    const label = Uint8Array.from(data, (p) => random.chance(p) ? 9 : 0);
    const truth = { data: label, ...size };
    const [levels, pixels] = [stored, data].map((data) => {
      const builder = new ReliabilityBuilder(bins);
      builder.add({ data, ...size }, truth);
      return builder.sums();
    });
    // Of pixels and hits whole numbers; sums differ in rounding alone.
    assert.deepEqual(levels!.slice(0, 2 * bins), pixels!.slice(0, 2 * bins));
    levels!.forEach((sum, i) => assert.ok(Math.abs(sum - pixels![i]!) < 1e-9));
  }
});

Deno.test("ReliabilityBuilder reads stored maps as the probabilities they stand for", () => {
  const truth = { data: Uint8Array.of(1, 0, 1), width: 3, height: 1 };
  const diagram = (data: Float32Array | Uint8Array | Uint16Array) => {
    const builder = new ReliabilityBuilder(5);
    builder.add({ data, width: 3, height: 1 }, truth);
    return builder.diagram();
  };
  const held = Float32Array.of(51 / 255, 0, 1);
  assert.deepEqual(diagram(Uint8Array.of(51, 0, 255)), diagram(held));
  assert.deepEqual(diagram(Uint16Array.of(13107, 0, 65535)), diagram(held));
  assert.throws(() => new ReliabilityBuilder(0), /bins must be a positive/);
});
