import assert from "node:assert/strict";
import { type Mask, type ProbabilityMap, randomSource } from "../core/mod.ts";
import { encodeCoco, writeProbabilityMap } from "../imaging/mod.ts";
import { confusion, dice, meanScore, recall } from "../metrics/mod.ts";
import { applySteps } from "../postprocess/mod.ts";
import {
  parseRecipe,
  type PostprocessStep,
  type Recipe,
  unetBaseline,
} from "../recipes/mod.ts";
import { gridPoint, type MapSource, simulateShakeUp } from "../search/mod.ts";
import { stepsOfPoint } from "./grid_steps.ts";
import { searchChoice } from "./search_choice.ts";
import type { ThresholdFile } from "./threshold_file.ts";

/** A source with what it was written from; the map as it is read again. */
interface Drawn extends MapSource {
  readonly pixels: ProbabilityMap;
  readonly label: Mask;
}

/** Discs with gaps and specks that closing and removal mend, in three folds. */
async function drawDiscs(count: number): Promise<Drawn[]> {
  const folder = await Deno.makeTempDir();
  const side = 40, size = { width: side, height: side };
  const drawn: Drawn[] = [];
  for (let n = 0; n < count; n++) {
    const random = randomSource(n, "gappy disc");
    const radius = 5 + random.integer(9);
    const label = new Uint8Array(side * side);
    const data = new Float32Array(side * side);
    for (let i = 0; i < data.length; i++) {
      const distance = Math.hypot(i % side - 20, Math.floor(i / side) - 20);
      label[i] = distance < radius ? 1 : 0;
      const soft = 1 / (1 + Math.exp((distance - radius + 1) / 1.5));
      const p = random.chance(.06) ? .9 - .8 * label[i]! : soft;
      data[i] = Math.round(p * 65535) / 65535;
    }
    const map = `${folder}/${n}.png`;
    await writeProbabilityMap(map, { data, ...size });
    const mask = { data: label, ...size };
    drawn.push({
      id: `image ${String(n).padStart(2, "0")}`,
      fold: n % 3,
      map,
      truth: encodeCoco(mask),
      pixels: { data, ...size },
      label: mask,
    });
  }
  return drawn;
}

type Parts = Pick<Recipe, "search" | "postprocess">;

function search(
  recipe: Parts,
  images: readonly Drawn[],
  options: Partial<Parameters<typeof searchChoice>[0]> = {},
): Promise<ThresholdFile> {
  parseRecipe({ ...unetBaseline, ...recipe });
  return searchChoice({
    recipe,
    images: () =>
      images.map(({ id, fold, map, truth }) => ({ id, fold, map, truth })),
    count: images.length,
    maps: "maps",
    boards: { publicImages: 4, privateImages: 6 },
    seed: 3,
    workers: 0,
    ...options,
  });
}

const scoreOf = ({ pixels, label }: Drawn, steps: readonly PostprocessStep[]) =>
  dice(confusion(applySteps(pixels, steps).mask, label));

const near = (a: number, b: number, text?: string) =>
  assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b} ${text ?? ""}`);

/** The gain is that of choosing without each fold. */
function checkGain({ candidates, images, gain, before }: ThresholdFile): void {
  for (const { fold, choice, after } of gain?.folds ?? []) {
    const own = images.filter((image) => image.fold === fold);
    const others = images.filter((image) => image.fold !== fold);
    const allowed = candidates.flatMap(({ allowed }, c) => allowed ? [c] : []);
    const winner = allowed[
      simulateShakeUp(
        allowed.map((c) => ({
          name: `${c}`,
          scores: others.map(({ worth }) => worth[c]!),
        })),
        { publicImages: 4, privateImages: 6, seed: 3 },
      ).choice
    ]!;
    for (const { unseen, worth } of own) assert.equal(unseen, worth[winner]);
    near(after, meanScore(own.map(({ worth }) => worth[winner]!)));
    const { gain: known, steps } = candidates[winner]!;
    const found = known?.folds.find((one) => one.fold === fold);
    assert.deepEqual(choice, found?.choice ?? steps);
  }
  const unseen = images.map(({ unseen }) => unseen ?? NaN);
  if (gain) near(meanScore(unseen), before + gain.interval.mean);
  else assert.ok(unseen.every(Number.isNaN));
}

/** All of a file that follows from its candidates' steps, each applied to the pixels. */
function checkFile(file: ThresholdFile, images: readonly Drawn[]): void {
  const { candidates, chosen, shown, steps, pipeline } = file;
  const { steps: inTurn, mean: reached } = candidates[shown]!;
  for (const { steps, mean, gain, unseen } of candidates) {
    near(mean, meanScore(images.map((image) => scoreOf(image, steps))));
    for (const { fold, choice, after, before } of gain?.folds ?? []) {
      const own = images.filter((image) => image.fold === fold);
      near(after, meanScore(own.map((image) => scoreOf(image, choice))));
      const plain = [{ name: "threshold", threshold: .5 }] as const;
      near(before, meanScore(own.map((image) => scoreOf(image, plain))));
    }
    if (gain) near(unseen!, file.before + gain.interval.mean);
  }
  assert.deepEqual(steps, candidates[chosen]!.steps);
  file.images.forEach(({ id, after, before, prefix, worth }, i) => {
    const image = images[i]!;
    assert.equal(id, image.id);
    assert.equal(after, scoreOf(image, steps));
    assert.equal(before, worth[0]);
    const folds = ({ gain }: ThresholdFile["candidates"][number]) =>
      gain?.folds.find(({ fold }) => fold === image.fold)?.choice;
    assert.deepEqual(
      worth,
      candidates.map((one) => scoreOf(image, folds(one) ?? one.steps)),
    );
    assert.equal(prefix.length, inTurn.length);
    prefix.forEach((score, s) =>
      assert.equal(score, scoreOf(image, inTurn.slice(0, s + 1)))
    );
  });
  near(file.after, meanScore(file.images.map(({ after }) => after)));
  checkGain(file);
  // Of threshold .5 alone there would be nothing to see.
  assert.equal(shown > 0, candidates.length > 1);
  if (chosen > 0) assert.equal(shown, chosen);
  else {
    // What begins with the shown steps and goes on would show more.
    const text = JSON.stringify(inTurn).slice(0, -1);
    const more = candidates.filter(({ steps }) =>
      steps.length > inTurn.length && JSON.stringify(steps).startsWith(text)
    );
    assert.equal(shown > 0 ? more.length : 0, 0);
  }
  assert.equal(pipeline.length, inTurn.length + 1);
  near(pipeline.at(-1)!.score, reached);
  near(pipeline[0]!.score, file.before);
  near(
    pipeline.reduce((sum, { gain }) => sum + gain, 0),
    reached - file.before,
  );
  const simulated = simulateShakeUp(
    candidates.map(({ name }, c) => ({
      name,
      scores: file.images.map(({ worth }) => worth[c]!),
    })),
    { publicImages: 4, privateImages: 6, seed: 3 },
  );
  assert.deepEqual(file.shakeUp.settings, simulated.settings);
  if (candidates.every(({ allowed }) => allowed)) {
    assert.equal(chosen, simulated.choice);
  }
}

const area = {
  thresholds: [.2, .35, .5, .65],
  minimumAreas: [0, 4, 9, 20],
  fillHoles: false,
} as const;
const tops = {
  tops: [.4, .6, .8],
  minimumAreas: [0, 6, 20],
  bottoms: [.2, .4, .5],
  fillHoles: true,
} as const;

Deno.test("searchChoice() equals steps applied to the pixels, at every point of every kind of grid", async () => {
  const images = await drawDiscs(12);
  for (
    const grid of [
      area,
      { method: "hysteresis", ...tops },
      { method: "triplet", ...tops },
    ] as const
  ) {
    const file = await search({ search: grid }, images);
    checkFile(file, images);
    const found = file.grid!;
    found.means.forEach((mean, p) => {
      const steps = stepsOfPoint(found.grid, gridPoint(found.grid, p));
      const all = images.map((image) => scoreOf(image, steps));
      near(mean, meanScore(all), JSON.stringify(steps));
    });
    assert.equal(found.best.score, Math.max(...found.means));
    assert.equal(found.plateau.of, found.means.length);
    assert.deepEqual(
      file.candidates.map(({ name }) => name),
      ["threshold 0.5", `${found.grid.kind} search`],
    );
  }
});

/** Steps that follow the grid's. */
const follow: Parts = {
  search: {
    ...area,
    settings: {
      method: "coordinate",
      space: { "0.element.side": [1, 3, 5], "1": [true, false] },
    },
  },
  postprocess: [
    { name: "close", element: { shape: "square", side: 3 } },
    { name: "fill_holes" },
  ],
};

Deno.test("searchChoice() searches steps behind the grid's choice, each fold without itself", async () => {
  const images = await drawDiscs(12);
  const file = await search(follow, images);
  checkFile(file, images);
  const [, grid, tuned] = file.candidates;
  assert.deepEqual(tuned!.steps.slice(0, grid!.steps.length), grid!.steps);
  assert.ok(tuned!.steps.length > grid!.steps.length);
  for (const { fold, choice } of tuned!.gain!.folds) {
    const others = images.filter((image) => image.fold !== fold);
    const alone = await search(follow, others);
    assert.deepEqual(alone.candidates[2]!.steps, choice);
  }
  // Threads change nothing.
  assert.deepEqual(await search(follow, images, { workers: 2 }), file);
});

/** TEAM_1137's cascade beside the grid, its numbers made small. */
const cascade: Parts = {
  search: {
    ...area,
    settings: {
      method: "coordinate",
      space: { "0.closingSide": [1, 3, 5, 7], "0.minimumArea": [0, 10, 25] },
    },
  },
  postprocess: [
    { name: "cascade", closingSide: 5, minimumArea: 10, enough: 60 },
  ],
};

Deno.test("searchChoice() goes on from its cache after it was stopped, to the same result", async () => {
  const images = await drawDiscs(9);
  const whole = await search(cascade, images);
  checkFile(whole, images);
  for (const { setting, mean } of whole.settings!.evaluated) {
    const numbers = {
      closingSide: Number(setting["0.closingSide"]),
      minimumArea: Number(setting["0.minimumArea"]),
    };
    const steps = [{ name: "cascade", enough: 60, ...numbers }] as const;
    near(mean, meanScore(images.map((image) => scoreOf(image, steps))));
  }
  const cache = `${await Deno.makeTempDir()}/scores.jsonl`;
  const lines = async () =>
    (await Deno.readTextFile(cache)).trim().split("\n").map((line) =>
      JSON.parse(line).key
    );
  for (const stopAt of [2, 14]) {
    const stop = new AbortController();
    let seen = 0;
    const stopped = search(cascade, images, {
      cache,
      signal: stop.signal,
      onProgress: (what) => {
        if (what.startsWith("trying settings") && ++seen === stopAt) {
          stop.abort(new DOMException("stop", "AbortError"));
        }
      },
    });
    await assert.rejects(stopped, { name: "AbortError" });
  }
  const kept = (await lines()).length;
  assert.ok(kept > 20, `${kept}`);
  assert.deepEqual(await search(cascade, images, { cache }), whole);
  const keys = await lines();
  assert.ok(keys.length > kept);
  assert.equal(new Set(keys).size, keys.length, "a score was computed twice");
  assert.deepEqual(await search(cascade, images, { cache }), whole);
  assert.equal((await lines()).length, keys.length);
});

Deno.test("searchChoice() draws settings at random, and needs no grid", async () => {
  const images = await drawDiscs(9);
  const { settings } = cascade.search;
  const file = await search({
    ...cascade,
    search: {
      method: "steps",
      settings: { ...settings!, method: "random", samples: 5 },
    },
  }, images);
  checkFile(file, images);
  assert.equal(file.settings!.evaluated.length, 5);
  assert.equal(file.grid, undefined);
  assert.deepEqual(
    file.candidates.map(({ name }) => name),
    ["threshold 0.5", "recipe's steps"],
  );
  assert.equal(
    file.settings!.mean,
    Math.max(...file.settings!.evaluated.map(({ mean }) => mean)),
  );
});

Deno.test("searchChoice() leaves out what misses a constraint, and says so where nothing meets it", async () => {
  const images = await drawDiscs(9);
  const recallOf = ({ steps }: ThresholdFile["candidates"][number]) =>
    meanScore(
      images.map(({ pixels, label }) =>
        recall(confusion(applySteps(pixels, steps).mask, label))
      ),
    );
  const asked = (atLeast: number) =>
    search({
      ...cascade,
      search: {
        ...cascade.search,
        constraints: [{ metric: { name: "recall" }, atLeast }],
      },
    }, images);
  const free = await search(cascade, images);
  const recalls = free.candidates.map(recallOf);
  const atLeast = (Math.max(...recalls) + Math.min(...recalls)) / 2;
  const bound = await asked(atLeast);
  checkFile(bound, images);
  assert.deepEqual(
    bound.candidates.map(({ allowed }) => allowed),
    bound.candidates.map((one) => recallOf(one) >= atLeast),
  );
  assert.ok(bound.candidates.some(({ allowed }) => !allowed));
  assert.ok(bound.candidates[bound.chosen]!.allowed);
  await assert.rejects(asked(1), /mean recall of 1 or more/);
});

Deno.test("searchChoice() says so where nothing is gained, and keeps threshold .5", async () => {
  const images = await drawDiscs(6);
  // Maps that are right at .5 and nowhere else.
  const sure = await Promise.all(images.map(async (image) => {
    const data = Float32Array.from(image.label.data, (v) => .4 + .2 * v);
    const pixels = { ...image.pixels, data };
    await writeProbabilityMap(image.map, pixels);
    return { ...image, pixels };
  }));
  const file = await search({
    search: { ...area, thresholds: [.3, .5, .7] },
  }, sure);
  assert.equal(file.chosen, 0);
  assert.deepEqual(file.steps, [{ name: "threshold", threshold: .5 }]);
  assert.equal(file.after, 1);
  assert.match(file.warnings.join(), /Threshold 0.5 is kept/);
});

Deno.test("searchChoice() goes on where one fold leaves the others no choice, and says that the gain is not known", async () => {
  const images = await drawDiscs(12);
  // Fold 0's maps are right, in the others hardly anything is found.
  const uneven = await Promise.all(images.map(async (image) => {
    const { fold, label } = image;
    const data = Float32Array.from(
      label.data,
      (v, i) => fold === 0 ? .1 + .8 * v : i % 9 === 0 ? .9 * v : 0,
    ).map((v) => Math.round(v * 65535) / 65535);
    const pixels = { ...image.pixels, data };
    await writeProbabilityMap(image.map, pixels);
    return { ...image, pixels };
  }));
  const constraints = [{ metric: { name: "recall" }, atLeast: .3 }] as const;
  const file = await search(
    { ...follow, search: { ...follow.search, constraints } },
    uneven,
  );
  assert.equal(file.gain, undefined);
  assert.equal(file.candidates.length, 3);
  for (const { gain, unseen } of file.candidates.slice(1)) {
    assert.deepEqual([gain, unseen], [undefined, undefined]);
  }
  const told = file.warnings.filter((text) => text.includes("not known"));
  assert.equal(told.length, 1);
  assert.match(told[0]!, /mean recall of 0.3 or more, and without fold 0 none/);
  checkFile(file, uneven);
});
