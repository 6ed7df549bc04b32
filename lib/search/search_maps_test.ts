import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import {
  encodeCoco,
  readProbabilityMap,
  writeProbabilityMap,
} from "../imaging/mod.ts";
import { confusion, dice, meanScore, precision } from "../metrics/mod.ts";
import { removeSmall, thresholdMap } from "../postprocess/mod.ts";
import { gridPoint } from "./search_grid.ts";
import { gainVerdict } from "./map_gain.ts";
import type { MapSource } from "./map_search.ts";
import { ReliabilityBuilder } from "./reliability.ts";
import { searchMaps } from "./search_maps.ts";

/** Soft discs with specks, written to a folder; the optimum lies below .5 and above no area. */
async function writeDiscs(count: number) {
  const folder = await Deno.makeTempDir();
  const side = 40;
  const size = { width: side, height: side };
  const images: MapSource[] = [];
  for (let n = 0; n < count; n++) {
    const random = randomSource(n, "disc");
    const radius = 6 + random.integer(9);
    const label = new Uint8Array(side * side);
    const data = new Float32Array(side * side);
    for (let i = 0; i < data.length; i++) {
      const distance = Math.hypot(i % side - 20, Math.floor(i / side) - 20);
      label[i] = distance < radius ? 1 : 0;
      data[i] = random.chance(.01)
        ? .9
        : 1 / (1 + Math.exp((distance - radius + 2) / 1.5));
    }
    const map = `${folder}/${n}.png`;
    await writeProbabilityMap(map, { data, ...size });
    const truth = encodeCoco({ data: label, ...size });
    images.push({ id: `${n}`, fold: n % 3, map, truth });
  }
  const load = async ({ map, truth }: MapSource) => ({
    map: await readProbabilityMap(map),
    truth: (await import("../imaging/mod.ts")).decodeCoco(truth),
  });
  return { images, load };
}

const grid = {
  kind: "area",
  thresholds: [.1, .2, .3, .4, .5, .6],
  minimumAreas: [0, 4, 12, 30, 60],
} as const;
const metric = { name: "dice", policy: "siim" } as const;

Deno.test("searchMaps() reads maps from disk and equals each fold searched by hand", async () => {
  const { images, load } = await writeDiscs(12);
  const result = await searchMaps({
    images: () => images,
    grid,
    metric,
    workers: 0,
  });
  const loaded = await Promise.all(images.map(load));
  const scores = loaded.map(({ map, truth }) =>
    Array.from(result.means, (_, p) => {
      const { threshold, minimumArea } = gridPoint(grid, p);
      const mask = removeSmall(thresholdMap(map, threshold!), minimumArea!);
      return dice(confusion(mask, truth));
    })
  );
  result.means.forEach((mean, p) =>
    assert.ok(Math.abs(mean - meanScore(scores.map((s) => s[p]!))) < 1e-12)
  );
  assert.ok(result.choice.setting["threshold"]! < .5);
  assert.equal(result.best.score, Math.max(...result.means));
  for (const { fold, choice, after, images: own } of result.gain!.folds) {
    const alone = await searchMaps({
      images: () => images.filter((image) => image.fold !== fold),
      grid,
      metric,
      workers: 0,
    });
    assert.equal(alone.choice.point, choice.point);
    const here = scores.filter((_, i) => images[i]!.fold === fold);
    assert.equal(own, here.length);
    const mean = meanScore(here.map((s) => s[choice.point]!));
    assert.ok(Math.abs(after - mean) < 1e-12);
  }
  assert.equal(gainVerdict(result.gain!.interval), "gain");
  assert.deepEqual(
    result.images.map(({ id, after }) => [id, after]),
    images.map(({ id }, i) => [id, scores[i]![result.choice.point]])
      .sort(([a], [b]) => a! < b! ? -1 : 1),
  );
});

Deno.test("searchMaps() in threads gives what it gives in one, with progress", async () => {
  const { images } = await writeDiscs(6);
  const search = { images: () => images, grid, metric } as const;
  const alone = await searchMaps({ ...search, workers: 0 });
  const seen: string[] = [];
  const threads = await searchMaps({
    ...search,
    workers: 2,
    onProgress: (done, pass) => seen.push(`${pass}.${done}`),
  });
  assert.deepEqual(threads, alone);
  assert.deepEqual(seen, ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]);
});

Deno.test("searchMaps() scores the choices of a large grid in a second pass, equal to the first one's scores", async () => {
  const { images } = await writeDiscs(6);
  const search = { images: () => images, metric, workers: 0 } as const;
  const seen: string[] = [];
  const large = await searchMaps({
    ...search,
    grid: {
      kind: "hysteresis",
      tops: Array.from({ length: 14 }, (_, i) => (i + 1) / 15),
      minimumAreas: Array.from({ length: 12 }, (_, i) => 4 * i),
      bottoms: Array.from({ length: 14 }, (_, i) => (i + 1) / 15),
    },
    onProgress: (done, pass) => seen.push(`${pass}.${done}`),
  });
  assert.equal(seen.at(-1), "2.6");
  const at = ({ setting }: { readonly setting: Record<string, number> }) => ({
    kind: "hysteresis" as const,
    tops: [setting["top"]!],
    minimumAreas: [setting["minimumArea"]!],
    bottoms: [setting["bottom"]!],
  });
  const one = await searchMaps({ ...search, grid: at(large.choice) });
  assert.deepEqual(
    large.images.map(({ after }) => after),
    one.images.map(({ after }) => after),
  );
  for (const { fold, choice, after } of large.gain!.folds) {
    const own = images.filter((image) => image.fold === fold);
    const alone = await searchMaps({
      ...search,
      images: () => own,
      grid: at(choice),
    });
    assert.ok(Math.abs(alone.choice.score - after) < 1e-12);
  }
});

Deno.test("searchMaps() measures curve, calibration and baselines in the same pass", async () => {
  const { images, load } = await writeDiscs(4);
  const { measures } = await searchMaps({
    images: () => images,
    grid,
    metric,
    workers: 0,
    measure: true,
  });
  const { curve, reliability, baselines } = measures!;
  const loaded = await Promise.all(images.map(load));
  for (const k of [0, 9000, 32767, 32768, 60000, 65535]) {
    const threshold = Math.fround(k / 65535);
    assert.equal(curve.thresholds[k], threshold);
    const scores = loaded.map(({ map, truth }) =>
      dice(confusion(thresholdMap(map, threshold), truth))
    );
    assert.ok(Math.abs(curve.scores[k]! - meanScore(scores)) < 1e-12);
  }
  const builder = new ReliabilityBuilder();
  for (const { map, truth } of loaded) builder.add(map, truth);
  const whole = builder.diagram();
  assert.deepEqual(
    reliability.bins.map(({ pixels }) => pixels),
    whole.bins.map(({ pixels }) => pixels),
  );
  assert.ok(
    Math.abs(reliability.expectedError - whole.expectedError) < 1e-12,
  );
  const share = meanScore(loaded.map(({ truth: { data } }) => {
    const labelled = data.reduce((sum, v) => sum + v, 0);
    return 2 * labelled / (labelled + data.length);
  }));
  assert.ok(Math.abs(baselines.allForeground - share) < 1e-12);
  assert.equal(baselines.allBackground, 0);
});

Deno.test("searchMaps() heeds constraints, and says so where none can be met", async () => {
  const { images, load } = await writeDiscs(4);
  const search = { images: () => images, grid, metric, workers: 0 };
  const asked = (atLeast: number) =>
    searchMaps({
      ...search,
      constraints: [{ metric: { name: "precision" }, atLeast }],
    });
  const free = await searchMaps(search);
  const loaded = await Promise.all(images.map(load));
  const precisionAt = (setting: Readonly<Record<string, number>>) =>
    meanScore(loaded.map(({ map, truth }) =>
      precision(confusion(
        removeSmall(
          thresholdMap(map, setting["threshold"]!),
          setting["minimumArea"]!,
        ),
        truth,
      ))
    ));
  const atLeast = precisionAt(free.choice.setting) + .001;
  const bound = await asked(atLeast);
  assert.ok(precisionAt(bound.choice.setting) >= atLeast);
  assert.notEqual(bound.choice.point, free.choice.point);
  await assert.rejects(asked(1.1), /mean precision of 1.1 or more/);
  await assert.rejects(
    searchMaps({ ...search, images: () => [] }),
    /one image or more/,
  );
  await assert.rejects(
    searchMaps({ ...search, images: () => [images[0]!, images[0]!] }),
    /"0" twice/,
  );
});
