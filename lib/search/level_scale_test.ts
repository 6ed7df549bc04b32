import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { countForeground } from "./count_foreground.ts";
import { countLevels } from "./count_levels.ts";
import { levelOf, levelScale, scaleValues } from "./level_scale.ts";
import type { StoredMap } from "./stored_map.ts";

/** How many thresholds a probability is above, one by one. */
const literalLevel = (probability: number, thresholds: readonly number[]) =>
  thresholds.filter((threshold) => probability > threshold).length;

function checkLevels(
  data: StoredMap["data"],
  probability: (value: number) => number,
  thresholds: readonly number[],
): void {
  const map = { data, width: data.length, height: 1 };
  const scale = levelScale(map, thresholds);
  const expected = Array.from(
    data,
    (value) => literalLevel(probability(value), thresholds),
  );
  const values = scaleValues(data);
  expected.forEach((level, i) => {
    const text = `${data[i]} above ${thresholds}`;
    assert.equal(levelOf(scale, values[i]!), level, text);
  });
  const truth = Uint8Array.from(data, (_, i) => i % 3 === 0 ? 200 : 0);
  const counts = countLevels(map, { ...map, data: truth }, thresholds);
  const all = thresholds.concat(0).map((_, level) =>
    expected.filter((other) => other === level).length
  );
  const hits = all.map((_, level) =>
    expected.filter((other, i) => other === level && truth[i] !== 0).length
  );
  assert.deepEqual([...counts.all], all);
  assert.deepEqual([...counts.hits], hits);
}

const neighbours = (value: number) => {
  const single = Float32Array.of(value);
  const bits = new Int32Array(single.buffer);
  return [-1, 0, 1].map((step) => {
    single[0] = value;
    bits[0]! += step;
    return single[0]!;
  });
};

Deno.test("levelScale() cuts singles at their thresholds: neighbours, thresholds closer than singles, what is no probability", () => {
  const odd = [0, -0, -1e-45, 1e-45, -.3, 1, 1.5, Infinity, -Infinity, NaN];
  for (let seed = 0; seed < 60; seed++) {
    const random = randomSource(seed, "test scale");
    const count = 1 + random.integer(seed % 3 === 0 ? 300 : 8);
    const drawn = Array.from({ length: count }, () => random.next());
    const close = [.5, .5 + 2 ** -40, .5 + 2 ** -39, .5 + 2 ** -24];
    const some = seed % 2 ? [...drawn, ...close, 0, 1] : drawn;
    const thresholds = [...new Set(some)].sort((a, b) => a - b);
    const data = Float32Array.from([
      ...odd,
      ...thresholds.flatMap(neighbours),
      ...drawn.map(() => random.next()),
    ]);
    checkLevels(data, (value) => value, thresholds);
  }
});

Deno.test("levelScale() cuts stored maps of 8 and 16 bits as the probabilities they stand for", () => {
  const every = [0, .1, .2, Math.fround(.2), 1 / 255, .5, 254.5 / 255, 1];
  const thresholds = [...every].sort((a, b) => a - b);
  const bytes = Uint8Array.from({ length: 256 }, (_, k) => k);
  checkLevels(bytes, (value) => Math.fround(value / 255), thresholds);
  // More than are counted at once, and every value.
  const words = Uint16Array.from({ length: 65536 }, (_, k) => k);
  checkLevels(words, (value) => Math.fround(value / 65535), thresholds);
});

Deno.test("countForeground() counts any bytes, wherever they begin and however many they are", () => {
  const random = randomSource(1, "test foreground");
  const bytes = Uint8Array.from(
    { length: 5000 },
    () => random.chance(.5) ? random.integer(256) : 0,
  );
  for (
    const [first, last] of [[0, 5000], [0, 0], [1, 4999], [3, 6], [4, 2047]]
  ) {
    const part = bytes.subarray(first, last);
    assert.equal(countForeground(part), part.filter((v) => v !== 0).length);
  }
  assert.equal(countForeground(new Uint8Array(4096).fill(255)), 4096);
});
