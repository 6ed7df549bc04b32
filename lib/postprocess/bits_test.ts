import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import {
  anyBits,
  countBits,
  packAbove,
  packAtLeast,
  packMask,
  unpackMask,
} from "./bits.ts";

const odd = [NaN, -NaN, -.5, -0, 0, 1e-45, 1, Infinity, -Infinity];

Deno.test("packAbove() and packAtLeast() compare as JavaScript does, what is negative or no number too", () => {
  for (let seed = 0; seed < 120; seed++) {
    const random = randomSource(seed, "test pack");
    const width = 1 + random.integer(100), height = 1 + random.integer(4);
    const tenth = Math.fround(.1);
    const data = Float32Array.from({ length: width * height }, () => {
      if (seed % 3 === 0 && random.chance(.02)) {
        return odd[random.integer(odd.length)]!;
      }
      return random.chance(.3) ? tenth : random.next();
    });
    // Bits of what is no number, with either sign and the smallest and largest of them.
    const bits = new Uint32Array(data.buffer);
    if (seed % 6 === 0) {
      bits[0] = [0x7f800001, 0x7fffffff, 0xff800001, 0xffffffff][seed % 4]!;
    }
    const map = { data, width, height };
    for (const threshold of [0, -0, .1, tenth, .5, 1, random.next()]) {
      const above = unpackMask(packAbove(map, threshold)).data;
      const least = unpackMask(packAtLeast(map, threshold)).data;
      data.forEach((p, i) => {
        const text = `seed ${seed}: ${p}, ${threshold}`;
        assert.equal(above[i], p > threshold ? 1 : 0, text);
        assert.equal(least[i], p >= threshold && p > 0 ? 1 : 0, text);
      });
    }
    for (const threshold of [-.5, -1e-60, NaN, -Infinity, Infinity, 4e38]) {
      const above = unpackMask(packAbove(map, threshold)).data;
      data.forEach((p, i) => {
        assert.equal(above[i], p > threshold ? 1 : 0, `${p}, ${threshold}`);
      });
    }
  }
});

Deno.test("packMask() takes any byte but 0 for foreground, wherever the buffer begins; unpackMask() gives 0 and 1", () => {
  for (let seed = 0; seed < 120; seed++) {
    const random = randomSource(seed, "test pack");
    const width = 1 + random.integer(140), height = 1 + random.integer(4);
    const highest = [1, 1, 2, 255][seed % 4]!;
    const share = [.02, .5, .98][seed % 3]!;
    const bytes = Uint8Array.from(
      { length: width * height + seed % 5 },
      () => random.chance(share) ? 1 + random.integer(highest) : 0,
    );
    const data = bytes.subarray(seed % 5);
    const { data: found } = unpackMask(packMask({ data, width, height }));
    assert.deepEqual(found, data.map((v) => v === 0 ? 0 : 1));
  }
});

Deno.test("anyBits() and countBits() look at the columns between two and at no other", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = randomSource(seed, "test columns");
    const width = 1 + random.integer(140);
    const share = [.02, .5, .98][seed % 3]!;
    const data = Uint8Array.from(
      { length: 2 * width },
      () => random.chance(share) ? 1 : 0,
    );
    const { words, stride } = packMask({ data, width, height: 2 });
    for (let start = 0; start < width; start++) {
      const end = start + 1 + random.integer(width - start);
      const count = data.subarray(width + start, width + end)
        .reduce((sum, v) => sum + v, 0);
      assert.equal(countBits(words, stride, start, end), count);
      assert.equal(anyBits(words, stride, start, end), count > 0);
    }
  }
});
