import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { InputError } from "../core/mod.ts";
import { cascade, teamStages } from "./mod.ts";
import { blobMap, blobMapSize, cascadeOptions } from "./test_blobs.ts";

const fixture: {
  readonly batchSize: number;
  readonly batches: readonly string[];
  readonly whole: readonly { readonly area: number; readonly hash: string }[];
} = JSON.parse(
  await Deno.readTextFile(new URL("testdata/cascade.json", import.meta.url)),
);

const area = (data: Uint8Array) => data.reduce((sum, v) => sum + v, 0);

Deno.test("cascade() equals an independent reading of the rules on 600 maps, pixel for pixel", () => {
  let seed = 0;
  for (const expected of fixture.batches) {
    const hash = createHash("sha256");
    for (let i = 0; i < fixture.batchSize; i++, seed++) {
      const map = blobMap(seed, ...blobMapSize(seed), seed % 2 ? 32 : 100);
      hash.update(cascade(map, cascadeOptions(seed)).data);
    }
    const actual = hash.digest("hex").slice(0, 16);
    assert.equal(actual, expected, `maps up to seed ${seed - 1}`);
  }
  assert.equal(seed, 600);
});

Deno.test("cascade() equals an independent reading of the rules on maps of the competition's size", () => {
  for (const [seed, expected] of fixture.whole.entries()) {
    const { data } = cascade(blobMap(seed, 1716, 942, 100));
    const hash = createHash("sha256").update(data).digest("hex").slice(0, 16);
    assert.deepEqual({ area: area(data), hash }, expected, `seed ${seed}`);
  }
});

/** One square of 50 x 50 in 100 x 100, and the same probability around it. */
function square(inside: number, outside: number) {
  const data = new Float32Array(100 * 100).fill(outside);
  for (let y = 25; y < 75; y++) data.fill(inside, y * 100 + 25, y * 100 + 75);
  return { data, width: 100, height: 100 };
}

Deno.test("cascade() empties a first selection of more than half the image and goes on to the second stage", () => {
  const map = square(0.9, 0.28);
  const [first] = teamStages;
  // Alone, stage 1 selects everything above .25 and throws it away.
  const stage = { ...first!, ratio: 0.2 };
  assert.equal(area(cascade(map, { stages: [stage] }).data), 0);
  assert.equal(
    area(cascade(map, { stages: [stage], emptyAbove: 1 }).data),
    10_000,
  );
  // The second is not tested.
  assert.equal(area(cascade(map, { stages: [stage, stage] }).data), 10_000);
});

Deno.test("cascade() goes on while less than enough is found, and keeps what the last stage leaves", () => {
  const faint = square(0.32, 0);
  assert.equal(area(cascade(faint, { stages: [teamStages[0]!] }).data), 0);
  assert.equal(area(cascade(faint).data), 2500);
  const small = square(0.32, 0);
  small.data.fill(0, 40 * 100);
  assert.equal(area(cascade(small).data), 15 * 50);
});

Deno.test("cascade() keeps an object at exactly its ratio, and stops at exactly enough", () => {
  const [first] = teamStages;
  // Two fifths of the object are strong, as the first stage asks.
  const object = square(0.28, 0);
  for (let y = 25; y < 45; y++) {
    object.data.fill(0.9, y * 100 + 25, y * 100 + 75);
  }
  assert.equal(area(cascade(object, { stages: [first!] }).data), 2500);
  object.data[25 * 100 + 25] = 0.28;
  assert.equal(area(cascade(object, { stages: [first!] }).data), 0);
  // 1,000 strong pixels, and 500 that only the second stage finds.
  const two = square(0, 0);
  for (let y = 5; y < 25; y++) two.data.fill(0.9, y * 100 + 5, y * 100 + 55);
  for (let y = 60; y < 80; y++) two.data.fill(0.32, y * 100 + 5, y * 100 + 30);
  assert.equal(area(cascade(two).data), 1000);
  assert.equal(area(cascade(two, { enough: 1001 }).data), 1500);
});

Deno.test("cascade() refuses options out of range", () => {
  const map = square(1, 0);
  const [stage] = teamStages;
  assert.throws(() => cascade(map, { stages: [] }), InputError);
  assert.throws(() => cascade(map, { closingSide: 0 }), InputError);
  assert.throws(() => cascade(map, { emptyAbove: 2 }), InputError);
  assert.throws(
    () => cascade(map, { stages: [{ ...stage!, high: -1 }] }),
    InputError,
  );
});
