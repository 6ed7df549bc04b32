import assert from "node:assert/strict";
import { type Mask, type ProbabilityMap, randomSource } from "../core/mod.ts";
import { resizeProbabilityMap } from "../imaging/mod.ts";
import { confusion, dice, type EmptyPolicy } from "../metrics/mod.ts";
import {
  fillHoles,
  postprocess,
  removeSmall,
  thresholdMap,
} from "../postprocess/mod.ts";
import {
  type SearchItem,
  type SearchOptions,
  searchThreshold,
  thinCurve,
} from "./mod.ts";
import { DiceCurveBuilder } from "./dice_curve.ts";
import { randomItem as fullItem } from "./test_maps.ts";

/** Every fifth map is smaller than its truth. */
function randomItem(seed: number): SearchItem {
  const item = fullItem(seed);
  if (seed % 5 > 0) return item;
  const { map } = item;
  const small = resizeProbabilityMap(
    map,
    Math.ceil(map.width / 2),
    Math.ceil(map.height / 3),
  );
  return { ...item, map: small };
}

const full = ({ map, truth }: SearchItem) =>
  resizeProbabilityMap(map, truth.width, truth.height);

Deno.test("searchThreshold() equals post-processing and scoring every point, on 300 random images", async () => {
  let holesThatRemovalOpens = 0;
  for (let batch = 0; batch < 30; batch++) {
    const recipe = {
      thresholds: [.15, .3, .5, .7, .9],
      minimumAreas: [0, 2, 5, 12, 40],
      fillHoles: batch % 3 > 0,
    };
    const items = Array.from(
      { length: 10 },
      (_, i) => randomItem(batch * 10 + i),
    );
    const policy = batch % 2 ? "emptyIsOne" : "emptyIsNaN";
    const result = await searchThreshold(items, recipe, { policy });
    items.forEach((item, i) => {
      const map = full(item);
      const expected = recipe.thresholds.map((threshold) =>
        recipe.minimumAreas.map((minimumArea) => {
          const options = {
            threshold,
            minimumArea,
            fillHoles: recipe.fillHoles,
          };
          const mask = postprocess(map, options);
          const other = removeSmall(
            fillHoles(thresholdMap(map, threshold)),
            minimumArea,
          );
          if (
            recipe.fillHoles && mask.data.some((v, j) => v !== other.data[j])
          ) {
            holesThatRemovalOpens++;
          }
          return dice(confusion(mask, item.truth), policy);
        })
      );
      assert.deepEqual(result.images[i]!.dice, expected, `image ${item.id}`);
      const before = confusion(thresholdMap(map, .5), item.truth);
      assert.equal(result.images[i]!.before, dice(before, policy));
    });
    const t = recipe.thresholds.indexOf(result.choice.threshold);
    const a = recipe.minimumAreas.indexOf(result.choice.minimumArea);
    assert.equal(result.after, result.meanDice[t]![a]);
    assert.deepEqual(
      result.images.map((image) => image.after),
      result.images.map((image) => image.dice[t]![a]),
    );
  }
  // The order of the two operations must have mattered, or the test shows nothing.
  assert.ok(holesThatRemovalOpens > 50, `${holesThatRemovalOpens}`);
});

Deno.test("searchThreshold()'s curve equals thresholding at every 16-bit level", async () => {
  const items = Array.from({ length: 12 }, (_, i) => randomItem(i));
  const recipe = { thresholds: [.5], minimumAreas: [0], fillHoles: false };
  for (const policy of ["emptyIsOne", "emptyIsNaN"] satisfies EmptyPolicy[]) {
    const { curve } = await searchThreshold(items, recipe, { policy });
    const random = randomSource(1, "levels");
    const levels = Array.from({ length: 150 }, () => random.integer(65536));
    for (const k of [0, 1, 32767, 32768, 65534, 65535, ...levels]) {
      const threshold = Math.fround(k / 65535);
      assert.equal(curve.thresholds[k], threshold);
      const scores = items
        .map((i) =>
          dice(confusion(thresholdMap(full(i), threshold), i.truth), policy)
        )
        .filter((score) => !Number.isNaN(score));
      const mean = scores.reduce((x, y) => x + y, 0) / scores.length;
      assert.ok(
        Math.abs(curve.meanDice[k]! - mean) < 1e-12,
        `level ${k}: ${curve.meanDice[k]} is not ${mean}`,
      );
    }
  }
});

Deno.test("the curve counts a map of every 16-bit level, and its neighbours in single precision, right", () => {
  const levels = Array.from(
    { length: 65536 },
    (_, k) => Math.fround(k / 65535),
  );
  const bits = new Int32Array(1);
  const value = new Float32Array(bits.buffer);
  const shifted = (by: number) =>
    levels.map((level) => {
      value[0] = level;
      bits[0]! += level === 0 || level === 1 ? 0 : by;
      return value[0]!;
    });
  for (const by of [-1, 0, 1]) {
    const data = Float32Array.from(shifted(by));
    const map = { data, width: 256, height: 256 };
    const truth = {
      data: new Uint8Array(65536).fill(1),
      width: 256,
      height: 256,
    };
    const builder = new DiceCurveBuilder("emptyIsOne");
    builder.add(map, truth);
    const { thresholds, meanDice } = builder.mean();
    for (let k = 0; k < 65536; k += 251) {
      const predicted = data.reduce(
        (n, p) => n + (p > thresholds[k]! ? 1 : 0),
        0,
      );
      assert.equal(
        meanDice[k],
        2 * predicted / (predicted + 65536),
        `level ${k}`,
      );
    }
  }
});

Deno.test("searchThreshold() gives the baselines of looking at nothing", async () => {
  const item = (id: string, ones: number): SearchItem => ({
    id,
    map: { data: new Float32Array(10), width: 5, height: 2 },
    truth: {
      data: Uint8Array.from({ length: 10 }, (_, i) => i < ones ? 1 : 0),
      width: 5,
      height: 2,
    },
  });
  const recipe = { thresholds: [.5], minimumAreas: [0], fillHoles: false };
  const { baselines } = await searchThreshold(
    [item("a", 4), item("b", 0)],
    recipe,
  );
  assert.deepEqual(baselines, {
    allForeground: (8 / 14) / 2,
    allBackground: 1 / 2,
  });
});

/** Discs whose edge is softened, with specks that a minimum area would remove. */
function noisyDisc(seed: number, sharpness: number): SearchItem {
  const random = randomSource(seed, "disc");
  const side = 48, radius = 8 + random.integer(10);
  const truth: Mask = {
    data: new Uint8Array(side * side),
    width: side,
    height: side,
  };
  const data = new Float32Array(side * side);
  for (let i = 0; i < data.length; i++) {
    const distance = Math.hypot(i % side - 24, Math.floor(i / side) - 24);
    truth.data[i] = distance < radius ? 1 : 0;
    const soft = 1 / (1 + Math.exp((distance - radius + 2) / sharpness));
    data[i] = random.chance(.01) ? .9 : soft;
  }
  return {
    id: `disc_${seed}`,
    map: { data, width: side, height: side },
    truth,
  };
}

const discs = Array.from({ length: 24 }, (_, i) => noisyDisc(i, 1.5));
const foldsOf = (items: readonly SearchItem[], count: number) =>
  Array.from(
    { length: count },
    (_, f) => items.map((item) => item.id).filter((_, i) => i % count === f),
  );
const discRecipe = {
  thresholds: [.1, .2, .3, .4, .5, .6, .7],
  minimumAreas: [0, 5, 10, 20, 40],
  fillHoles: true,
};

Deno.test("searchThreshold() finds a real gain and holds it on folds that did not choose", async () => {
  const folds = foldsOf(discs, 4);
  const result = await searchThreshold(discs, discRecipe, { folds });
  assert.ok(result.choice.threshold < .5 && result.choice.minimumArea > 0);
  assert.ok(
    result.gain!.interval.low > 0,
    JSON.stringify(result.gain!.interval),
  );
  assert.deepEqual(result.warnings, []);
  // Each fold by hand: the others searched alone.
  for (const { fold, choice, before, after, images } of result.gain!.folds) {
    const own = discs.filter((item) => folds[fold]!.includes(item.id));
    const others = discs.filter((item) => !own.includes(item));
    const alone = await searchThreshold(others, discRecipe);
    assert.deepEqual(choice, alone.choice);
    const options = { ...choice, fillHoles: true };
    const score = (make: (map: ProbabilityMap) => Mask) =>
      own.reduce(
        (s, { map, truth }) => s + dice(confusion(make(map), truth)),
        0,
      ) /
      own.length;
    assert.ok(
      Math.abs(after - score((map) => postprocess(map, options))) < 1e-12,
    );
    assert.ok(Math.abs(before - score((map) => thresholdMap(map, .5))) < 1e-12);
    assert.equal(images, own.length);
  }
});

Deno.test("searchThreshold() says so where the gain is within noise", async () => {
  // A lower threshold takes the second row in: right in five images of eight, wrong in the others.
  const items = Array.from({ length: 16 }, (_, i): SearchItem => {
    const second = i % 8 < 5 ? 1 : 0;
    return {
      id: `${i}`,
      map: { data: Float32Array.of(.9, .9, .47, .47), width: 2, height: 2 },
      truth: { data: Uint8Array.of(1, 1, second, second), width: 2, height: 2 },
    };
  });
  const recipe = {
    thresholds: [.3, .4, .45, .5],
    minimumAreas: [0],
    fillHoles: false,
  };
  const ids = items.map((item) => item.id);
  const folds = [ids.slice(0, 8), ids.slice(8)];
  const { warnings, gain } = await searchThreshold(items, recipe, { folds });
  const { low, high } = gain!.interval;
  assert.ok(low < 0 && high > 0, `${low} ${high}`);
  assert.match(warnings.join(), /gain on unseen images, .* is within noise/);
});

Deno.test("searchThreshold() warns of the grid's ends and of missing maps", async () => {
  const narrow = {
    thresholds: [.5, .6, .7],
    minimumAreas: [0, 2],
    fillHoles: true,
  };
  const folds = [...foldsOf(discs, 2), ["lost"]];
  const { warnings } = await searchThreshold(discs, narrow, { folds });
  assert.match(warnings.join("\n"), /threshold 0.5 is at the end of the grid/);
  assert.match(warnings.join("\n"), /minimum area 2 is the grid's largest/);
  assert.match(warnings.join("\n"), /1 of the folds' 25 images .*\(lost\)/);
});

Deno.test("searchThreshold() reports progress, takes async input and gives the same again", async () => {
  const seen: [number, string][] = [];
  const items = discs.slice(0, 3);
  async function* stream() {
    for (const item of items) yield await Promise.resolve(item);
  }
  const options: SearchOptions = {
    seed: 3,
    folds: foldsOf(items, 3),
    onProgress: (done, id) => seen.push([done, id]),
  };
  const first = await searchThreshold(stream(), discRecipe, options);
  assert.deepEqual(seen, [[1, "disc_0"], [2, "disc_1"], [3, "disc_2"]]);
  assert.deepEqual(await searchThreshold(items, discRecipe, options), first);
  assert.equal(first.images[2]!.fold, 2);
});

Deno.test("searchThreshold() ends between two images where it is aborted by a timer", async () => {
  const controller = new AbortController();
  let done = 0;
  function* endless() {
    for (let i = 0;; i++) yield noisyDisc(i, 1);
  }
  setTimeout(() => controller.abort(new Error("stopped")), 20);
  await assert.rejects(
    searchThreshold(endless(), discRecipe, {
      signal: controller.signal,
      onProgress: (n) => done = n,
    }),
    /stopped/,
  );
  assert.ok(done >= 1);
});

Deno.test("searchThreshold() refuses what it cannot search", async () => {
  const search = (
    recipe: Partial<typeof discRecipe>,
    options = {},
    items = discs.slice(0, 1),
  ) => searchThreshold(items, { ...discRecipe, ...recipe }, options);
  await assert.rejects(search({ thresholds: [] }), /search.thresholds/);
  await assert.rejects(search({ thresholds: [.5, .4] }), /search.thresholds/);
  await assert.rejects(search({ thresholds: [0, .5] }), /search.thresholds/);
  await assert.rejects(search({ minimumAreas: [5] }), /search.minimumAreas/);
  await assert.rejects(search({}, {}, []), /at least one image/);
  await assert.rejects(
    search({}, { folds: [["x"]] }),
    /"disc_0"[^]*never on the hold-out/,
  );
  const twice = [discs[0]!, discs[0]!];
  await assert.rejects(search({}, {}, twice), /"disc_0" twice/);
});

Deno.test("thinCurve() keeps ends and maximum", () => {
  const thresholds = Float32Array.from({ length: 101 }, (_, i) => i / 100);
  const meanDice = Float64Array.from(
    thresholds,
    (t) => t === thresholds[33] ? 1 : 0,
  );
  const thin = thinCurve({ thresholds, meanDice }, 11);
  assert.equal(thin.thresholds.length, 12);
  assert.equal(Math.max(...thin.meanDice), 1);
  assert.equal(thin.thresholds[0], 0);
  assert.equal(thin.thresholds.at(-1), 1);
  assert.throws(() => thinCurve({ thresholds, meanDice }, 1), /2 or more/);
});
