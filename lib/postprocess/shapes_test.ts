import assert from "node:assert/strict";
import { createHash, type Hash } from "node:crypto";
import { type Mask, pathExists, type ProbabilityMap } from "../core/mod.ts";
import { decodeLabelImage } from "../imaging/mod.ts";
import {
  closing,
  connectedComponents,
  type Connectivity,
  cutTouching,
  dilate,
  erode,
  fillEdge,
  hysteresis,
  keepLargest,
  opening,
  splitTouching,
  squaredDistances,
  thresholdMap,
  triplet,
  twoThresholds,
} from "./mod.ts";
import { boxMap, randomElement, randomMap, randomMask } from "./test_masks.ts";

type Hashes = Readonly<Record<string, string>>;
type Answers = Record<string, Uint8Array | Int32Array>;

const fixture: {
  readonly batchSize: number;
  readonly batches: readonly Hashes[];
  readonly real: Readonly<Record<string, Hashes>>;
} = JSON.parse(
  await Deno.readTextFile(new URL("testdata/shapes.json", import.meta.url)),
);

function maskAnswers(mask: Mask, seed: number): Answers {
  const element = randomElement(seed);
  const answers: Answers = {
    dilate: dilate(mask, element).data,
    erode: erode(mask, element).data,
    erodeOutside: erode(mask, element, { outside: "background" }).data,
    close: closing(mask, element).data,
    open: opening(mask, element).data,
  };
  for (const sides of ["first_touched", "every"] as const) {
    for (const backgroundConnectivity of [4, 8] satisfies Connectivity[]) {
      answers[`fillEdge ${sides} ${backgroundConnectivity}`] =
        fillEdge(mask, { sides, backgroundConnectivity }).data;
    }
  }
  answers["keepLargest"] =
    keepLargest(mask, 1 + seed % 3, seed % 2 ? 8 : 4).data;
  // Of a picture without background scipy has no distances.
  if (mask.data.includes(0)) {
    answers["squaredDistances"] = squaredDistances(mask);
  }
  const split = { minimumDistance: 1 + seed % 4 };
  answers["splitTouching"] = splitTouching(mask, split).labels;
  answers["cutTouching"] = cutTouching(mask, split).data;
  return answers;
}

function mapAnswers(map: ProbabilityMap, seed: number): Answers {
  const [low, high] = [(3 + 5 * seed) % 32 / 32, (9 + 7 * seed) % 32 / 32]
    .toSorted((a, b) => a - b) as [number, number];
  const above = thresholdMap(map, low);
  const { components } = connectedComponents(above, 4, map);
  const statistics = components.flatMap(({ maximum, mean, area, touches }) => [
    maximum! * 32,
    Math.round(mean! * area * 32),
    ...[touches.left, touches.right, touches.top, touches.bottom].map(Number),
  ]);
  return {
    hysteresis4: hysteresis(map, { low, high }).data,
    hysteresis8: hysteresis(map, { low, high, connectivity: 8 }).data,
    triplet: triplet(map, { top: high, area: 1 + seed % 20, bottom: low }).data,
    twoThresholds:
      twoThresholds(map, { classThreshold: high, maskThreshold: low }).data,
    statistics: Int32Array.from(statistics),
  };
}

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

Deno.test("morphology, filling, hysteresis, distances and splitting equal scipy, scikit-image and OpenCV on 2,000 random masks", () => {
  let seed = 0;
  for (const expected of fixture.batches) {
    const hashes = new AnswerHashes();
    for (let i = 0; i < fixture.batchSize; i++, seed++) {
      hashes.add(maskAnswers(randomMask(seed), seed));
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
    "morphology, filling, hysteresis, distances and splitting equal scipy, scikit-image and OpenCV on real masks (shared/data/isbi2012_em)",
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
      hashes.add(maskAnswers(mask, seed));
      hashes.add(mapAnswers(boxMap(mask), seed));
      assert.deepEqual(hashes.digest(), fixture.real[name], name);
    }
  },
});
