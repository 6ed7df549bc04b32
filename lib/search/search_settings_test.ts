import assert from "node:assert/strict";
import { InputError, randomSource } from "../core/mod.ts";
import { ScoreCache, scoreKey } from "./score_cache.ts";
import { searchSettings } from "./search_settings.ts";
import { parabola } from "./test_scorer.ts";
import { TaskPool } from "./task_pool.ts";

const module = import.meta.resolve("./test_scorer.ts");
const scorer = { module, name: "parabola" };
const shared = () => undefined;
const maps = [2.9, 3.1, 3].map((top, i) => ({
  id: `${i}`,
  hash: `hash ${i}`,
  source: { top },
}));
const space = { x: [0, 1, 2, 3, 4, 5], y: [1, 2, 3], kind: ["plain", "low"] };
const common = { space, maps, scorer, shared } as const;
const byCoordinate = { ...common, method: "coordinate" } as const;
const atRandom = { ...common, method: "random", workers: 0 } as const;

Deno.test("searchSettings() finds the top by coordinates, in threads as in one", async () => {
  const alone = await searchSettings({ ...byCoordinate, workers: 0 });
  assert.deepEqual(alone.choice.setting, { x: 3, y: 2, kind: "plain" });
  const threads = await searchSettings({ ...byCoordinate, workers: 2 });
  assert.deepEqual(threads, alone);
  const texts = alone.evaluated.map(({ setting }) => JSON.stringify(setting));
  assert.equal(new Set(texts).size, texts.length);
  assert.equal(alone.computed, 3 * texts.length);
});

Deno.test("searchSettings() draws settings without repeating one, and all where there are few", async () => {
  const some = await searchSettings({ ...atRandom, samples: 10, seed: 3 });
  assert.equal(some.evaluated.length, 10);
  const best = Math.max(...some.evaluated.map(({ mean }) => mean));
  assert.equal(some.choice.mean, best);
  assert.deepEqual(
    await searchSettings({ ...atRandom, samples: 10, seed: 3 }),
    some,
  );
  const all = await searchSettings({ ...atRandom, samples: 1000 });
  assert.equal(all.evaluated.length, 36);
});

Deno.test("searchSettings() goes on from its cache after it was stopped", async () => {
  const cache = `${await Deno.makeTempDir()}/scores.jsonl`;
  const options = { ...byCoordinate, cache };
  const controller = new AbortController();
  let seen = 0;
  await assert.rejects(
    searchSettings({
      ...options,
      workers: 1,
      signal: controller.signal,
      onProgress: () => {
        if (++seen === 4) controller.abort(new Error("stopped"));
      },
    }),
    /stopped/,
  );
  const lines = (await Deno.readTextFile(cache)).trim().split("\n").length;
  // All six values of x on three maps, then those of y on the next.
  assert.equal(lines, 3 * 6 + 2);
  // As if the machine had stopped within a line.
  await Deno.writeTextFile(cache, '{"key":"ab', { append: true });
  const after = await searchSettings({ ...options, workers: 0 });
  const fresh = await searchSettings({ ...byCoordinate, workers: 0 });
  assert.deepEqual(after.choice, fresh.choice);
  assert.equal(after.computed, fresh.computed - lines);
  const again = await searchSettings({ ...options, workers: 0 });
  assert.equal(again.computed, 0);
  assert.deepEqual(again.choice, fresh.choice);
  const other = await searchSettings({
    ...options,
    workers: 0,
    scorerVersion: "2",
  });
  assert.equal(other.computed, fresh.computed);
});

/** The x that is chosen where each image's scores are listed. */
async function chosenOf(
  x: readonly (number | string)[],
  images: readonly (readonly number[])[],
  limit: {
    readonly tolerance?: number;
    readonly method?: "random";
    readonly samples?: number;
    readonly seed?: number;
  } = {},
) {
  const { choice } = await searchSettings({
    ...byCoordinate,
    space: { x },
    maps: images.map((source, i) => ({ id: `${i}`, hash: `${i}`, source })),
    scorer: { module, name: "listed" },
    workers: 0,
    ...limit,
  });
  return choice.setting["x"];
}

Deno.test("searchSettings() prefers a flat top to a sharp one that is no more than a standard error higher", async () => {
  // The sharp top is .09 above the flat one on average, with an error of .207 / sqrt(n).
  const images = (count: number) =>
    Array.from(
      { length: count },
      (_, i) => [.2, i % 2 ? 1 : .6, .2, .2, .7, .71, .7],
    );
  const x = [0, 1, 2, 3, 4, 5, 6];
  assert.equal(await chosenOf(x, images(4)), 5);
  assert.equal(await chosenOf(x, images(6)), 1);
  assert.equal(await chosenOf(x, images(4), { tolerance: .08 }), 1);
  // Drawn at random, all of them: the same.
  const method = "random";
  assert.equal(await chosenOf(x, images(4), { method }), 5);
  assert.equal(await chosenOf(x, images(6), { method }), 1);
  assert.equal(await chosenOf(x, images(4), { method, tolerance: .08 }), 1);
  assert.equal(
    await chosenOf([0, "1", "2", "3", "4", "5", "6"], images(4), { method }),
    "1",
  );
});

Deno.test("searchSettings() holds no neighbour against a setting drawn at random that was not drawn", async () => {
  const images = Array.from(
    { length: 4 },
    (_, i) => [.2, i % 2 ? 1 : .6, .2, .2, .7, .71, .7],
  );
  const x = [0, 1, 2, 3, 4, 5, 6];
  let sharp = 0, flat = 0;
  for (let seed = 0; seed < 30; seed++) {
    const options = { ...atRandom, space: { x }, samples: 4, seed };
    const { choice, evaluated } = await searchSettings({
      ...options,
      maps: images.map((source, i) => ({ id: `${i}`, hash: `${i}`, source })),
      scorer: { module, name: "listed" },
    });
    const drawn = evaluated.map(({ setting }) => Number(setting["x"]));
    if (!drawn.includes(1)) continue;
    const mean = [.2, .8, .2, .2, .7, .71, .7];
    const at = (x: number, own: number) =>
      drawn.includes(x) ? mean[x]! : mean[own]!;
    const worth = (x: number) => (at(x - 1, x) + mean[x]! + at(x + 1, x)) / 3;
    // 0, 2 and 3 are surely worse.
    const near = drawn.filter((x) => mean[x]! > .5);
    const best = near.reduce((a, b) => worth(b) > worth(a) ? b : a);
    assert.equal(choice.setting["x"], best, `${drawn}`);
    if (best === 1) sharp++;
    else flat++;
  }
  assert.ok(sharp > 2 && flat > 2, `${sharp} ${flat}`);
});

Deno.test("searchSettings() gives up no more than one standard error in all, however many parameters ask for it", async () => {
  const values = [0, 1, 2, 3, 4, 5, 6];
  const maps = [[1, 1], [-1, 1], [1, -1], [-1, -1]].map(([e, f], i) => ({
    id: `${i}`,
    hash: `${i}`,
    source: values.map((x) =>
      values.map((y) => {
        // Sharp at (1, 0); .07 lower along x, and again along y, it is flat: each time less than the error, not together.
        if (x === 1 && y === 0) return .8 + .2 * e!;
        if (x >= 4 && y === 0) return .73 + .2 * f!;
        return x >= 4 && y >= 4 ? .66 : .2;
      })
    ),
  }));
  const { choice, folds } = await searchSettings({
    ...byCoordinate,
    space: { x: values, y: values },
    start: { x: 0, y: 0 },
    maps,
    scorer: { module, name: "tabled" },
    workers: 0,
  });
  assert.deepEqual(choice.setting, { x: 1, y: 0 });
  assert.deepEqual(folds, []);
});

Deno.test("searchSettings() knows no neighbours of values that have no order", async () => {
  const images = [.6, 1, .6, 1].map((top) => [.2, top, .2, .79]);
  assert.equal(await chosenOf([0, "1", "2", "3"], images), "1");
});

Deno.test("searchSettings() scores each fold by what a search without it chooses", async () => {
  const random = randomSource(5, "tops");
  const folded = Array.from({ length: 12 }, (_, i) => ({
    id: `${i}`,
    hash: `${i}`,
    source: { top: 5 * random.next() },
    fold: i % 3,
  }));
  for (const method of ["coordinate", "random"] as const) {
    const options = { space, maps: folded, scorer, shared, method, workers: 0 };
    const { folds } = await searchSettings(options);
    assert.deepEqual(folds.map(({ fold }) => fold), [0, 1, 2]);
    for (const { fold, choice, unseen } of folds) {
      const others = folded.filter((map) => map.fold !== fold);
      const alone = await searchSettings({ ...options, maps: others });
      assert.deepEqual(choice, alone.choice.setting);
      const own = folded.filter((map) => map.fold === fold);
      const scores = own.map(({ source }) =>
        parabola({ settings: [choice], source, shared: undefined })[0]
      );
      assert.deepEqual(unseen, scores);
    }
  }
});

Deno.test("searchSettings() refuses counts that are none", async () => {
  const given = (counts: { rounds?: number; samples?: number }) =>
    searchSettings({ ...atRandom, ...counts });
  await assert.rejects(given({ rounds: 0 }), /rounds must be a positive integ/);
  await assert.rejects(given({ samples: 1.5 }), /samples must be .* 1\.5/);
});

Deno.test("searchSettings() refuses scores that are too few, too many, infinite or no numbers", async () => {
  const returned = async (code: string) => {
    const cache = `${await Deno.makeTempDir()}/scores.jsonl`;
    const search = searchSettings({
      ...byCoordinate,
      space: { x: [0, 1, 2] },
      scorer: {
        module: `data:text/javascript,export const score = () => ${code}`,
        name: "score",
      },
      cache,
      workers: 0,
    });
    const message = await search.then(() => "", (error) => {
      assert.ok(error instanceof InputError, `${error}`);
      return error.message;
    });
    return { message, kept: await Deno.readTextFile(cache) };
  };
  const refused = [
    [
      "[1]",
      /score must return a score for each of 3 settings, current value is 1 of them for "0"/,
    ],
    ["[1, 2, 3, 4]", /for each of 3 settings, current value is 4 of them/],
    ["undefined", /for each of 3 settings, current value is undefined/],
    ["'abc'", /for each of 3 settings, current value is string/],
    [
      "[1, -Infinity, 2]",
      /finite numbers, or NaN for no score, current value is -Infinity/,
    ],
    ["[1, 'a', 2]", /finite numbers, or NaN for no score, current value is a/],
    [
      "[1, null, 2]",
      /finite numbers, or NaN for no score, current value is null/,
    ],
  ] as const;
  for (const [code, reason] of refused) {
    const { message, kept } = await returned(code);
    assert.match(message, reason);
    assert.equal(kept, "");
  }
  for (const code of ["[1, NaN, 2]", "Float64Array.of(1, 2, 3)"]) {
    assert.equal((await returned(code)).message, "");
  }
});

Deno.test("ScoreCache keeps NaN and refuses a damaged file", async () => {
  const path = `${await Deno.makeTempDir()}/scores.jsonl`;
  const cache = await ScoreCache.open(path);
  await cache.put(scoreKey("a", { x: 1 }, "m"), NaN);
  await assert.rejects(cache.put("b", -Infinity), /finite, .* is -Infinity/);
  cache.close();
  const read = await ScoreCache.open(path, { readOnly: true });
  assert.ok(Number.isNaN(read.get(scoreKey("a", { x: 1 }, "m"))));
  assert.equal(read.get("other"), undefined);
  await Deno.writeTextFile(path, "no\n");
  await assert.rejects(ScoreCache.open(path), /line 1 must be/);
});

Deno.test("TaskPool.run() takes tasks only as fast as they are done, and tells what fails", async () => {
  let taken = 0, most = 0, done = 0;
  function* tasks() {
    for (let i = 0; i < 12; i++) {
      most = Math.max(most, ++taken - done);
      yield i;
    }
  }
  const pool = new TaskPool(2), local = new TaskPool(0);
  const results: number[] = [];
  const target = { module, name: "echo" };
  for await (
    const { task, result } of pool.run<number, number>(target, tasks())
  ) {
    assert.equal(task, result);
    results.push(result);
    done++;
  }
  assert.equal(results.length, 12);
  assert.ok(most <= 3, `${most}`);
  const failing = async (name: string, from: TaskPool) => {
    for await (const _ of from.run({ module, name }, [1]));
  };
  for (const from of [pool, local]) {
    await assert.rejects(failing("refuse", from), InputError);
    await assert.rejects(failing("refuse", from), /must be 2/);
    await assert.rejects(failing("missing", from), /export a function missi/);
    await failing("echo", from);
    from.close();
  }
  assert.throws(() => new TaskPool(-1), /workers must be/);
});

Deno.test("TaskPool.run() ends where it is aborted while a task runs, and can run again", async () => {
  const controller = new AbortController();
  const pool = new TaskPool(1);
  setTimeout(() => controller.abort(new Error("enough")), 50);
  await assert.rejects(async () => {
    const run = pool.run({ module, name: "endless" }, [1], controller.signal);
    for await (const _ of run);
  }, /enough/);
  const results: unknown[] = [];
  for await (const { result } of pool.run({ module, name: "echo" }, [5])) {
    results.push(result);
  }
  assert.deepEqual(results, [5]);
  pool.close();
});

Deno.test("TaskPool.run() lets go of a result once it is taken", async () => {
  const pool = new TaskPool(0);
  const taken: WeakRef<object>[] = [];
  function* tasks() {
    for (let i = 0; i < 20; i++) yield { data: new Uint8Array(1000) };
  }
  let held = 0;
  const signal = new AbortController().signal;
  const target = { module, name: "copy" };
  for await (
    const { result } of pool.run<object, object>(target, tasks(), signal)
  ) {
    taken.push(new WeakRef(result));
    if (taken.length < 20) continue;
    // Memory that is asked for makes the collector come by.
    for (let i = 0; i < 60; i++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      new Array(1e6).fill(i);
      new Uint8Array(2e7).fill(i);
    }
    held = taken.filter((one) => one.deref()).length;
  }
  assert.ok(held <= 3, `${held} of 20 results are held`);
  pool.close();
});
