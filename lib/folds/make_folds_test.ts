import assert from "node:assert/strict";
import { InputError, randomSource } from "../core/mod.ts";
import { checkLeaks, type FoldItem, type Folds, makeFolds } from "./mod.ts";

const RATIO_BINS = [0, .01, .02, .03, .04, .05, .1];

/** Random images; the groups have one image each, or a random number of them. */
function randomItems(seed: number, images: number, groups: number): FoldItem[] {
  const random = randomSource(seed, "items");
  return Array.from({ length: images }, (_, i) => ({
    id: `image_${i}`,
    group: groups === 0 ? `image_${i}` : `group_${random.integer(groups)}`,
    ratio: random.next() ** 3 * .2,
  }));
}

const parts = (folds: Folds) => [folds.holdOut, ...folds.folds];
const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
const binOf = (ratio: number) =>
  RATIO_BINS.filter((lower) => lower <= ratio).length - 1;

/** Images of each bin (outer) in each part (inner). */
function table(
  items: readonly FoldItem[],
  ids: readonly (readonly string[])[],
) {
  const bin = new Map(items.map(({ id, ratio }) => [id, binOf(ratio)]));
  return RATIO_BINS.map((_, b) =>
    ids.map((part) => part.filter((id) => bin.get(id) === b).length)
  );
}

Deno.test("makeFolds() partitions, keeps groups whole and stays in its bounds on 400 random data sets", () => {
  for (let seed = 0; seed < 400; seed++) {
    const random = randomSource(seed, "configuration");
    const count = 2 + random.integer(5);
    const images = 25 + random.integer(150);
    const groups = random.chance(.3) ? 0 : 3 * count + random.integer(images);
    const items = randomItems(seed, images, groups);
    const holdOut = random.chance(.3) ? 0 : random.uniform(0, .4);
    const recipe = { count, holdOut, ratioBins: RATIO_BINS };
    const folds = makeFolds(items, recipe, seed);

    assert.deepEqual(
      parts(folds).flat().sort(),
      items.map((item) => item.id).sort(),
    );
    checkLeaks(folds, items, []);
    assert.ok(
      folds.folds.length === count && folds.folds.every((f) => f.length),
    );

    const largest = Math.max(
      ...Map.groupBy(items, (item) => item.group).values().map((g) => g.length),
    );
    const sizes = folds.folds.map((fold) => fold.length);
    const share = Math.round(images * holdOut);
    const smallest = Math.min(
      ...Map.groupBy(items, (item) => item.group).values().map((g) => g.length),
    );
    assert.ok(spread(sizes) <= largest, `seed ${seed}: ${sizes}`);
    assert.ok(
      folds.holdOut.length <= Math.max(share + largest / 2, smallest),
      `seed ${seed}: ${folds.holdOut.length} of ${share}`,
    );
    if (groups > 0) continue;
    assert.equal(folds.holdOut.length, share, `seed ${seed}`);
    const bins = table(items, folds.folds);
    const held = table(items, [folds.holdOut]);
    bins.forEach((counts, b) => {
      assert.ok(spread(counts) <= 1, `seed ${seed}, bin ${b}: ${counts}`);
      const all = held[b]![0]! + counts.reduce((x, y) => x + y);
      const off = Math.abs(held[b]![0]! - all * holdOut);
      assert.ok(
        off <= 1 + 1e-9,
        `seed ${seed}, bin ${b}: ${held[b]} of ${all}`,
      );
    });
  }
});

Deno.test("makeFolds() keeps the bound of sizes where rare bins pull against it", () => {
  // Found among 20,000 such data sets: without the bound in the assignment, these break it.
  for (const seed of [14330, 14732]) {
    const random = randomSource(seed, "adv2");
    const count = 2 + random.integer(4);
    const groups = count + random.integer(14);
    const bins = 2 + random.integer(25);
    const largest = 1 + random.integer(3);
    const skew = random.uniform(.3, 4);
    const items = Array.from(
      { length: groups },
      (_, g) =>
        Array.from({ length: 1 + random.integer(largest) }, (_, i) => ({
          id: `${g}_${i}`,
          group: `${g}`,
          ratio: random.next() ** skew,
        })),
    ).flat();
    const ratioBins = Array.from({ length: bins }, (_, b) => b / bins);
    const folds = makeFolds(items, { count, holdOut: 0, ratioBins }, seed);
    assert.ok(spread(folds.folds.map((fold) => fold.length)) <= largest);
  }
});

Deno.test("makeFolds() does not depend on the order of the items", () => {
  const items = randomItems(3, 80, 30);
  const recipe = { count: 5, holdOut: .1, ratioBins: RATIO_BINS };
  const folds = makeFolds(items, recipe, 1);
  for (let seed = 0; seed < 5; seed++) {
    const shuffled = randomSource(seed, "order").shuffle(items);
    assert.deepEqual(makeFolds(shuffled, recipe, 1), folds);
  }
  assert.notDeepEqual(makeFolds(items, recipe, 2).folds, folds.folds);
});

Deno.test("makeFolds() tells the bins and the balance of what it made", () => {
  const items = randomItems(4, 90, 40);
  const folds = makeFolds(items, {
    count: 3,
    holdOut: .2,
    ratioBins: RATIO_BINS,
  }, 0);
  const counts = table(items, parts(folds));
  assert.deepEqual(
    folds.bins,
    RATIO_BINS.map((lower, b) => ({
      lower,
      count: counts[b]!.reduce((x, y) => x + y),
    })),
  );
  assert.deepEqual(folds.balance.map((row) => row.part), [
    "hold-out",
    "fold 0",
    "fold 1",
    "fold 2",
  ]);
  folds.balance.forEach((row, p) => {
    const members = items.filter((item) => parts(folds)[p]!.includes(item.id));
    assert.equal(row.images, members.length);
    assert.equal(row.groups, new Set(members.map((item) => item.group)).size);
    assert.deepEqual(row.bins, counts.map((bin) => bin[p]));
    const mean = members.reduce((s, m) => s + m.ratio, 0) / members.length;
    assert.ok(Math.abs(row.meanRatio - mean) < 1e-12);
  });
});

Deno.test("makeFolds() splits at least as evenly as scikit-learn's StratifiedGroupKFold", async () => {
  const { balance }: { balance: { squared: number; spread: number }[] } = JSON
    .parse(
      await Deno.readTextFile(
        new URL("testdata/stratified_group_k_fold.json", import.meta.url),
      ),
    );
  let [ours, theirs] = [0, 0];
  balance.forEach((expected, seed) => {
    // The items of tools/oracles/folds.py.
    const random = randomSource(seed, "test items");
    const count = 2 + random.integer(5);
    const images = 30 + random.integer(200);
    const groups = 3 * count + random.integer(images);
    const items = Array.from({ length: images }, (_, i) => ({
      id: `${i}`,
      group: `${random.integer(groups)}`,
      ratio: random.next() ** 3 * .2,
    }));
    const recipe = { count, holdOut: 0, ratioBins: RATIO_BINS };
    const { folds } = makeFolds(items, recipe, seed);
    const counts = table(items, folds).filter((bin) => bin.some((n) => n > 0));
    const sum = (values: number[]) => values.reduce((x, y) => x + y, 0);
    const squares = (values: number[]) =>
      sum(values.map((v) => (v - sum(values) / count) ** 2));
    const sizes = folds.map((fold) => fold.length);
    const squared = sum(counts.map((bin) => squares(bin) / sum(bin))) +
      squares(sizes) / images;
    assert.ok(
      squared <= expected.squared + 1e-9,
      `seed ${seed}: ${squared} > ${expected.squared}`,
    );
    ours += sum(counts.map((bin) =>
      Math.sqrt(squares(bin) / count) / sum(bin)
    )) /
      counts.length;
    theirs += expected.spread;
  });
  // Their own measure, over all data sets.
  assert.ok(ours <= theirs, `${ours} > ${theirs}`);
});

Deno.test("makeFolds() works with as many images as folds and refuses fewer", () => {
  const items = randomItems(1, 5, 0);
  const recipe = { count: 5, holdOut: 0, ratioBins: [0] };
  assert.ok(
    makeFolds(items, recipe, 0).folds.every((fold) => fold.length === 1),
  );
  assert.throws(() => makeFolds(items.slice(1), recipe, 0), {
    name: "InputError",
    message:
      /number of groups must be at least 5 \(5 folds\), current value is 4 \(4 labelled images\)/,
  });
  assert.throws(() => makeFolds(items, { ...recipe, holdOut: .2 }, 0), {
    message: /at least 6 \(5 folds and a hold-out\), current value is 5/,
  });
  assert.throws(() => makeFolds([], recipe, 0), /current value is 0/);
});

Deno.test("makeFolds() refuses one giant group and names the number of groups", () => {
  const items = randomItems(1, 60, 1);
  assert.throws(
    () => makeFolds(items, { count: 5, holdOut: .1, ratioBins: [0] }, 0),
    /number of groups must be at least 6 .*current value is 1 \(60 labelled images\)/,
  );
});

Deno.test("makeFolds() keeps a giant group among small ones in one fold", () => {
  const items = randomItems(1, 100, 0)
    .map((item, i) => ({ ...item, group: i < 60 ? "giant" : item.group }));
  const folds = makeFolds(items, {
    count: 5,
    holdOut: .1,
    ratioBins: RATIO_BINS,
  }, 0);
  checkLeaks(folds, items, []);
  // Bins that lie in the giant group cannot give their whole share.
  assert.ok([8, 9, 10].includes(folds.holdOut.length));
  const sizes = folds.folds.map((fold) => fold.length).sort((a, b) => a - b);
  assert.equal(sizes.pop(), 60);
  assert.ok(spread(sizes) <= 1, `${sizes}`);
});

Deno.test("makeFolds() refuses faulty recipes and items", () => {
  const items = randomItems(1, 30, 0);
  const recipe = { count: 3, holdOut: 0, ratioBins: [0, .5] };
  for (
    const wrong of [
      { count: 1 },
      { count: 2.5 },
      { holdOut: 1 },
      { holdOut: -.1 },
      { ratioBins: [] },
      { ratioBins: [.1, .5] },
      { ratioBins: [0, .5, .5] },
    ]
  ) {
    assert.throws(
      () => makeFolds(items, { ...recipe, ...wrong }, 0),
      InputError,
    );
  }
  const first = items[0]!;
  assert.throws(
    () => makeFolds([...items, first], recipe, 0),
    /"image_0" twice/,
  );
  assert.throws(
    () => makeFolds([{ ...first, ratio: NaN }, ...items.slice(1)], recipe, 0),
    /area ratio of "image_0" must be in \[0, 1\], current value is NaN/,
  );
});

const shared = Deno.env.get("SEGBOOK_SHARED_DATA") ??
  new URL("../../../shared/data", import.meta.url).pathname;
const fold0 = `${shared}/stas_meta/Fold0_train.json`;
const hasStas = await Deno.stat(fold0).then(() => true, () => false);

Deno.test({
  name:
    "makeFolds() holds out of the real STAS labels what TEAM_1137 held out, bin by bin, to within two",
  ignore: !hasStas,
  async fn() {
    const read = async (name: string): Promise<FoldItem[]> =>
      JSON.parse(await Deno.readTextFile(`${shared}/stas_meta/${name}.json`))
        .map((row: { filename: string; ratio: number }) => ({
          id: row.filename,
          group: row.filename,
          ratio: row.ratio,
        }));
    const test = await read("Test");
    const others = [await read("Fold0_train"), await read("Fold0_valid")]
      .flat();
    const items = [...test, ...others];
    const holdOut = test.length / items.length;
    const folds = makeFolds(
      items,
      { count: 5, holdOut, ratioBins: RATIO_BINS },
      0,
    );
    assert.equal(folds.holdOut.length, test.length);
    const theirs = table(items, [test.map((item) => item.id)]).flat();
    const ours = table(items, [folds.holdOut]).flat();
    theirs.forEach((count, b) =>
      assert.ok(Math.abs(count - ours[b]!) <= 2, `${theirs} / ${ours}`)
    );
  },
});
