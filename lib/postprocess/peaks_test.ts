import assert from "node:assert/strict";
import { findPeaks, peaksOfWindows } from "./peaks.ts";
import { randomMap } from "./test_masks.ts";

Deno.test("findPeaks() finds the same ring by ring and by windows, and what a search of every pixel finds", () => {
  let some = 0;
  for (let seed = 0; seed < 300; seed++) {
    const { data, width, height } = randomMap(seed, 24);
    const values = Int32Array.from(data, (p) => 32 * p);
    const radius = 1 + seed % 30;
    const expected = Uint8Array.from(values, (own, i) => {
      const x = i % width, y = Math.floor(i / width);
      return own > 0 &&
          values.every((other, k) =>
            other <= own || Math.abs(k % width - x) > radius ||
            Math.abs(Math.floor(k / width) - y) > radius
          )
        ? 1
        : 0;
    });
    const field = { values, width, height };
    assert.deepEqual(findPeaks(field, radius).data, expected, `seed ${seed}`);
    assert.deepEqual(peaksOfWindows(field, radius).data, expected);
    some += expected.includes(1) ? 1 : 0;
  }
  assert(some > 250);
});

Deno.test("findPeaks() takes every pixel of a plateau", () => {
  // So wide that the running maximum takes over.
  const field = {
    values: new Int32Array(2000).fill(7),
    width: 2000,
    height: 1,
  };
  assert(findPeaks(field, 1000).data.every((v) => v === 1));
});
