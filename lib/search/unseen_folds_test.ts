import assert from "node:assert/strict";
import { type ProbabilityMap, randomSource } from "../core/mod.ts";
import { encodeCoco, writeProbabilityMap } from "../imaging/mod.ts";
import { meanScore } from "../metrics/mod.ts";
import { gainVerdict, gainWarnings } from "./map_gain.ts";
import type { MapSearch, MapSource } from "./map_search.ts";
import { searchMaps } from "./search_maps.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener(
  "unload",
  () => Deno.removeSync(folder, { recursive: true }),
);
const side = 24;
const size = { width: side, height: side };

/** A soft disc with specks; `shift` moves the best threshold. */
function disc(seed: number, shift: number) {
  const random = randomSource(seed, "unseen");
  const radius = 5 + random.integer(4);
  const label = new Uint8Array(side * side),
    data = new Float32Array(side * side);
  for (let i = 0; i < data.length; i++) {
    const distance = Math.hypot(i % side - 12, Math.floor(i / side) - 12);
    label[i] = distance < radius ? 1 : 0;
    data[i] = random.chance(.02)
      ? .95
      : 1 / (1 + Math.exp((distance - radius + shift) / 1.5));
  }
  return {
    map: { data, ...size },
    truth: encodeCoco({ data: label, ...size }),
  };
}

let written = 0;
async function write(map: ProbabilityMap): Promise<string> {
  const path = `${folder}/${written++}.png`;
  await writeProbabilityMap(path, map);
  return path;
}

async function images(shift: (fold: number) => number): Promise<MapSource[]> {
  return await Promise.all(Array.from({ length: 12 }, async (_, n) => {
    const fold = n % 3;
    const { map, truth } = disc(n, shift(fold));
    return { id: `${n}`, fold, map: await write(map), truth };
  }));
}

const grids: MapSearch["grid"][] = [
  {
    kind: "area",
    thresholds: [.1, .2, .3, .4, .5, .6, .7, .8],
    minimumAreas: [0, 2, 5, 20],
  },
  {
    kind: "hysteresis",
    tops: [.5, .7, .9],
    minimumAreas: [0, 3, 10],
    bottoms: [.1, .3, .5, .7],
  },
  {
    kind: "triplet",
    tops: [.5, .7, .9],
    minimumAreas: [0, 30, 120],
    bottoms: [.1, .3, .5, .7],
  },
];

const search = (sources: readonly MapSource[], grid: MapSearch["grid"]) =>
  searchMaps({
    images: () => sources,
    grid,
    metric: { name: "dice" },
    constraints: [{ metric: { name: "recall" }, atLeast: .3 }],
    workers: 0,
  });

Deno.test("searchMaps() chooses for a fold without its maps: whatever they are, the choice is the same", async () => {
  const plain = await images(() => 2);
  for (const grid of grids) {
    const before = await search(plain, grid);
    for (const held of [0, 1, 2]) {
      // The held fold's best threshold is moved to the other end, and two of its labels are turned round.
      const moved = await images((fold) => fold === held ? -3 : 2);
      const changed = moved.map((image, n) =>
        image.fold === held && n < 6
          ? {
            ...image,
            truth: encodeCoco({ ...size, data: new Uint8Array(side * side) }),
          }
          : image
      );
      const after = await search(changed, grid);
      const choice = (result: typeof after, fold: number) =>
        result.gain!.folds.find((one) => one.fold === fold)!;
      assert.deepEqual(choice(after, held).choice, choice(before, held).choice);
      // It is scored there, though, and the others do see it.
      assert.notEqual(choice(after, held).after, choice(before, held).after);
      const others = [0, 1, 2].filter((fold) => fold !== held);
      assert.ok(others.some((fold) =>
        choice(after, fold).choice.smoothed !==
          choice(before, fold).choice.smoothed
      ));
    }
  }
});

Deno.test("searchMaps() gives as gain what the images score by the other folds' choices", async () => {
  const sources = await images((fold) => fold);
  for (const grid of grids) {
    const { gain, images: scored, warnings } = await search(sources, grid);
    const gains = scored.map(({ unseen, before }) => unseen! - before);
    assert.ok(Math.abs(gain!.interval.mean - meanScore(gains)) < 1e-12);
    assert.ok(gain!.interval.low <= gain!.interval.mean);
    assert.ok(gain!.interval.high >= gain!.interval.mean);
    const patients = sources.map((source, i) => ({
      ...source,
      group: `${Math.floor(i / 4)}`,
    }));
    const grouped = (await search(patients, grid)).gain!.interval;
    assert.deepEqual([grouped.mean, grouped.groups], [gain!.interval.mean, 3]);
    assert.notEqual(grouped.low, gain!.interval.low);
    const told = warnings.filter((text) => text.includes("on unseen images"));
    assert.deepEqual(told, gainWarnings(gain));
    for (const { fold, images, before, after } of gain!.folds) {
      const own = scored.filter((image) => image.fold === fold);
      assert.equal(images, own.length);
      const mean = (key: "before" | "unseen") =>
        meanScore(own.map((image) => image[key]!));
      assert.ok(Math.abs(before - mean("before")) < 1e-12);
      assert.ok(Math.abs(after - mean("unseen")) < 1e-12);
    }
  }
});

Deno.test("searchMaps() calls a gain noise in most searches where there is nothing to gain", async () => {
  // Maps whose values say nothing of the truth beyond that it is somewhere in the upper half.
  let real = 0;
  const trials = 12;
  for (let trial = 0; trial < trials; trial++) {
    const random = randomSource(trial, "nothing to gain");
    const sources = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const data = new Float32Array(64), label = new Uint8Array(64);
        for (let i = 0; i < 64; i++) {
          data[i] = random.next();
          label[i] = random.chance(data[i]! > .5 ? .9 : .1) ? 1 : 0;
        }
        const map = await write({ data, width: 8, height: 8 });
        const truth = encodeCoco({ data: label, width: 8, height: 8 });
        return { id: `${n}`, fold: n % 3, map, truth };
      }),
    );
    const { gain } = await searchMaps({
      images: () => sources,
      grid: {
        kind: "area",
        thresholds: [.4, .45, .5, .55, .6],
        minimumAreas: [0],
      },
      metric: { name: "dice" },
      workers: 0,
    });
    if (gainVerdict(gain!.interval) === "gain") real++;
  }
  assert.ok(real <= 2, `${real} of ${trials}`);
});

Deno.test("searchMaps() keeps its choice where a fold leaves the others none, and says that the gain is not known", async () => {
  // Fold 0's maps find their discs, the others' hardly anything.
  const sources = await images((fold) => fold === 0 ? 0 : 30);
  const bound = (atLeast: number) =>
    searchMaps({
      images: () => sources,
      grid: { kind: "area", thresholds: [.3, .5, .7], minimumAreas: [0, 5] },
      metric: { name: "dice" },
      constraints: [{ metric: { name: "recall" }, atLeast }],
      workers: 0,
    });
  const free = await bound(0);
  const { choice, gain, noGain, images: scored, warnings } = await bound(.25);
  assert.ok(free.gain && choice.score <= free.best.score);
  assert.equal(gain, undefined);
  assert.ok(scored.every(({ unseen }) => unseen === undefined));
  assert.match(
    noGain!,
    /not known: a point of the grid must have a score and mean recall of 0.25 or more, and without fold 0 none does/,
  );
  assert.equal(warnings[0], noGain);
  await assert.rejects(
    bound(.9),
    /Cannot search: a point of the grid must have a score and mean recall of 0.9 or more, current value is none/,
  );
});
