import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import {
  checkLeaks,
  findLeaks,
  type Folds,
  groupsFromDuplicates,
  makeFolds,
} from "./mod.ts";

function split(holdOut: string[], ...folds: string[][]): Folds {
  return { version: 1, seed: 0, holdOut, folds, bins: [], balance: [] };
}

const items = ["a1", "a2", "b1", "c1"].map((id) => ({ id, group: id[0]! }));

Deno.test("checkLeaks() passes a clean split", () => {
  checkLeaks(split(["a1", "a2"], ["b1"], ["c1"]), items, []);
});

Deno.test("checkLeaks() names a group in two parts", () => {
  assert.throws(
    () => checkLeaks(split(["a1"], ["a2", "b1"], ["c1"]), items, []),
    {
      name: "InputError",
      message: /1 leak\n {2}same group: a1 \(hold-out\) and a2 \(fold 0\)/,
    },
  );
});

Deno.test("checkLeaks() names the same image under two names", () => {
  const same = items.map((item) => ({
    ...item,
    fingerprint: item.id === "c1" ? "f-b1" : `f-${item.id}`,
  }));
  assert.throws(
    () => checkLeaks(split(["a1", "a2"], ["b1"], ["c1"]), same, []),
    /same image: b1 \(fold 0\) and c1 \(fold 1\)/,
  );
});

Deno.test("checkLeaks() names near-duplicates across parts and passes those within one", () => {
  const folds = split(["a1", "a2"], ["b1"], ["c1"]);
  checkLeaks(folds, items, [
    { a: "a1", b: "a2", kind: "near" },
    { a: "a1", b: "Public_00000000", kind: "near" },
  ]);
  assert.throws(
    () => checkLeaks(folds, items, [{ a: "c1", b: "a2", kind: "near" }]),
    /duplicate \(near\): c1 \(fold 1\) and a2 \(hold-out\)/,
  );
});

Deno.test("checkLeaks() refuses a split that is not of the items", () => {
  assert.throws(
    () => checkLeaks(split([], ["a1", "a2"], ["b1"]), items, []),
    /in no part: c1/,
  );
  assert.throws(
    () => checkLeaks(split(["x"], ["a1", "a2"], ["b1", "c1"]), items, []),
    /not in the data: x/,
  );
  assert.throws(
    () => checkLeaks(split(["a1"], ["a1", "a2"], ["b1", "c1"]), items, []),
    /"a1" in hold-out and fold 0/,
  );
});

Deno.test("findLeaks() gives one entry for each pair of parts that a group joins", () => {
  const one = ["1", "2", "3", "4"].map((id) => ({ id, group: "g" }));
  const leaks = findLeaks(split([], ["1", "4"], ["2"], ["3"]), one, []);
  assert.deepEqual(leaks.map(({ a, b }) => a + b), ["12", "13", "23"]);
});

Deno.test("groupsFromDuplicates() joins chains, whatever the order of the pairs", () => {
  const single = ["a", "b", "c", "d", "e"].map((id) => ({ id, group: id }));
  const pairs = [["d", "c"], ["a", "b"], ["b", "d"], ["e", "e"], ["e", "?"]]
    .map(([a, b]) => ({ a: a!, b: b!, kind: "near" }));
  for (let seed = 0; seed < 20; seed++) {
    const shuffled = randomSource(seed, "pairs").shuffle(pairs);
    const merged = groupsFromDuplicates(single, shuffled);
    assert.equal(merged.map((item) => item.group).join(""), "aaaae");
  }
  assert.equal(single[1]?.group, "b");
});

Deno.test("groupsFromDuplicates() then makeFolds() leaks nothing; a moved image is found", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = randomSource(seed, "leaks");
    const images = Array.from({ length: 60 }, (_, i) => ({
      id: `${i}`,
      group: `g${random.integer(40)}`,
      ratio: random.next(),
    }));
    const pairs = Array.from({ length: 10 }, () => ({
      a: `${random.integer(60)}`,
      b: `${random.integer(60)}`,
      kind: "near",
    })).filter(({ a, b }) => a !== b);
    const merged = groupsFromDuplicates(images, pairs);
    const recipe = { count: 3, holdOut: .1, ratioBins: [0, .5] };
    const folds = makeFolds(merged, recipe, seed);
    checkLeaks(folds, images, pairs);

    const { a, b } = pairs[0]!;
    const parts = [[...folds.holdOut], ...folds.folds.map((ids) => [...ids])];
    const from = parts.find((ids) => ids.includes(a))!;
    from.splice(from.indexOf(a), 1);
    parts.find((ids) => ids !== from)!.push(a);
    const [holdOut, ...rest] = parts;
    const leaks = findLeaks(split(holdOut!, ...rest), images, pairs);
    assert.ok(leaks.some((leak) => leak.a === a && leak.b === b));
  }
});
