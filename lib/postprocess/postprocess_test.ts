import assert from "node:assert/strict";
import { createHash, type Hash } from "node:crypto";
import { InputError } from "../core/mod.ts";
import {
  connectedComponents,
  type Connectivity,
  fillHoles,
  removeSmall,
  thresholdMap,
} from "./mod.ts";
import { componentAnswers } from "./test_answers.ts";
import { randomMask } from "./test_masks.ts";

interface Fixture {
  readonly batchSize: number;
  readonly batches: readonly Record<string, string>[];
}

const fixture: Fixture = JSON.parse(
  await Deno.readTextFile(
    new URL("testdata/random_masks.json", import.meta.url),
  ),
);

Deno.test("postprocess equals scipy and scikit-image on 2,000 random masks", () => {
  let seed = 0;
  for (const expected of fixture.batches) {
    const hashes = new Map<string, Hash>();
    for (let i = 0; i < fixture.batchSize; i++, seed++) {
      const answers = componentAnswers(randomMask(seed), seed);
      for (const [name, bytes] of Object.entries(answers)) {
        if (!hashes.has(name)) hashes.set(name, createHash("sha256"));
        hashes.get(name)!.update(bytes);
      }
    }
    const actual = Object.fromEntries(
      [...hashes].map((
        [name, hash],
      ) => [name, hash.digest("hex").slice(0, 16)]),
    );
    assert.deepEqual(actual, expected, `masks up to seed ${seed - 1}`);
  }
  assert.equal(seed, 2000);
});

Deno.test("postprocess handles empty, full and one-pixel masks", () => {
  for (const [width, height] of [[1, 1], [7, 1], [1, 7], [5, 4]] as const) {
    for (const value of [0, 1]) {
      const mask = {
        data: new Uint8Array(width * height).fill(value),
        width,
        height,
      };
      const { components, labels } = connectedComponents(mask, 4);
      assert.equal(components.length, value);
      assert.ok(labels.every((label) => label === value));
      assert.deepEqual(fillHoles(mask), mask);
      assert.deepEqual(removeSmall(mask, width * height), mask);
      assert.ok(removeSmall(mask, width * height + 1).data.every((v) => !v));
    }
  }
});

Deno.test("postprocess functions leave their input as it was", () => {
  const mask = randomMask(11);
  const before = mask.data.slice();
  fillHoles(mask);
  removeSmall(mask, 9);
  connectedComponents(mask, 8);
  assert.deepEqual(mask.data, before);
});

Deno.test("thresholdMap() is strict and takes NaN as background", () => {
  const data = Float32Array.from([0, 0.5, 0.5000001, 1, NaN]);
  const map = { data, width: 5, height: 1 };
  assert.equal(thresholdMap(map, 0.5).data.join(""), "00110");
  assert.equal(thresholdMap(map, 0).data.join(""), "01110");
  assert.equal(thresholdMap(map, 1).data.join(""), "00000");
});

Deno.test("postprocess functions refuse options out of range", () => {
  const mask = randomMask(1);
  const map = { ...mask, data: Float32Array.from(mask.data) };
  assert.throws(() => thresholdMap(map, 1.5), InputError);
  assert.throws(() => thresholdMap(map, NaN), InputError);
  assert.throws(() => removeSmall(mask, -1), InputError);
  assert.throws(() => fillHoles(mask, 6 as Connectivity), {
    message:
      "Cannot fill holes: connectivity must be 4 or 8, current value is 6",
  });
});
