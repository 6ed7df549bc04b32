import assert from "node:assert/strict";
import { noiseTile } from "./noise.ts";

const tile = noiseTile("test", 32, 3, 0.5);

Deno.test("noiseTile() has mean 0 and standard deviation 1", () => {
  let [sum, squares] = [0, 0];
  for (let y = 0; y < 512; y++) {
    for (let x = 0; x < 512; x++) {
      sum += tile.at(x, y);
      squares += tile.at(x, y) ** 2;
    }
  }
  assert.ok(Math.abs(sum / 512 ** 2) < 1e-4);
  assert.ok(Math.abs(squares / 512 ** 2 - 1) < 1e-3);
});

Deno.test("noiseTile() repeats without a seam", () => {
  assert.equal(tile.at(3, 5), tile.at(515, 5 - 512));
  let largest = 0;
  for (let y = 0; y < 512; y++) {
    largest = Math.max(largest, Math.abs(tile.at(511, y) - tile.at(512, y)));
  }
  let inner = 0;
  for (let y = 0; y < 512; y++) {
    for (let x = 1; x < 512; x++) {
      inner = Math.max(inner, Math.abs(tile.at(x, y) - tile.at(x - 1, y)));
    }
  }
  assert.ok(largest <= inner);
});

Deno.test("NoiseTile.smooth() is linear between texels", () => {
  const half = (tile.at(7, 9) + tile.at(8, 9)) / 2;
  assert.ok(Math.abs(tile.smooth(7.5, 9) - half) < 1e-6);
  assert.equal(tile.smooth(-1, -1), tile.at(511, 511));
});
