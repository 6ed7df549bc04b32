import assert from "node:assert/strict";
import { createHash, type Hash } from "node:crypto";
import { pathExists } from "../core/mod.ts";
import { decodeLabelImage } from "../imaging/mod.ts";
import { type Answers, mapAnswers, shapeAnswers } from "./test_answers.ts";
import { boxMap, randomMap, randomMask } from "./test_masks.ts";

type Hashes = Readonly<Record<string, string>>;

const fixture: {
  readonly batchSize: number;
  readonly batches: readonly Hashes[];
  readonly real: Readonly<Record<string, Hashes>>;
} = JSON.parse(
  await Deno.readTextFile(new URL("testdata/shapes.json", import.meta.url)),
);

class AnswerHashes {
  readonly #hashes = new Map<string, Hash>();

  add(answers: Answers): void {
    for (const [name, bytes] of Object.entries(answers)) {
      if (!this.#hashes.has(name)) this.#hashes.set(name, createHash("sha256"));
      this.#hashes.get(name)!.update(bytes);
    }
  }

  digest(): Hashes {
    return Object.fromEntries(
      [...this.#hashes].map((
        [name, hash],
      ) => [name, hash.digest("hex").slice(0, 16)]),
    );
  }
}

Deno.test("morphology, filling, hysteresis, contours, distances and splitting equal scipy, scikit-image and OpenCV on 2,000 random masks", () => {
  let seed = 0;
  for (const expected of fixture.batches) {
    const hashes = new AnswerHashes();
    for (let i = 0; i < fixture.batchSize; i++, seed++) {
      hashes.add(shapeAnswers(randomMask(seed), seed));
      hashes.add(mapAnswers(randomMap(seed), seed));
    }
    assert.deepEqual(
      hashes.digest(),
      expected,
      `masks up to seed ${seed - 1}`,
    );
  }
  assert.equal(seed, 2000);
});

const real = new URL(
  "../../../shared/data/isbi2012_em/masks/",
  import.meta.url,
);

Deno.test({
  name:
    "morphology, filling, hysteresis, contours, distances and splitting equal scipy, scikit-image and OpenCV on real masks (shared/data/isbi2012_em)",
  ignore: !await pathExists(new URL("0.png", real).pathname),
  async fn() {
    const names = Object.keys(fixture.real);
    assert(names.length > 0);
    for (const [seed, name] of names.entries()) {
      const { values, width, height } = await decodeLabelImage(
        new URL(name, real).pathname,
      );
      const data = Uint8Array.from(values, (value) => value > 0 ? 1 : 0);
      const mask = { data, width, height };
      const hashes = new AnswerHashes();
      hashes.add(shapeAnswers(mask, seed));
      hashes.add(mapAnswers(boxMap(mask), seed));
      assert.deepEqual(hashes.digest(), fixture.real[name], name);
    }
  },
});
