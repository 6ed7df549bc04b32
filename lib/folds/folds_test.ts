import assert from "node:assert/strict";
import { makeFolds, parseFolds, readFolds, trainingIds } from "./mod.ts";

const items = Array.from({ length: 20 }, (_, i) => ({
  id: `${i}`,
  group: `${i}`,
  ratio: i / 20,
}));
const folds = makeFolds(items, { count: 4, holdOut: 0, ratioBins: [0, .5] }, 1);

Deno.test("parseFolds() takes what makeFolds() made, through JSON", () => {
  assert.deepEqual(parseFolds(JSON.parse(JSON.stringify(folds)), "f"), folds);
});

Deno.test("parseFolds() refuses mistyped values by key and file", () => {
  const wrong = {
    version: 2,
    seed: "1",
    holdOut: [1],
    folds: [["0"], "1"],
    bins: [{ lower: 0 }],
    balance: [{ part: 1 }],
  };
  for (const [key, value] of Object.entries(wrong)) {
    assert.throws(() => parseFolds({ ...folds, [key]: value }, "folds.json"), {
      name: "InputError",
      message: new RegExp(`${key} must be [^]*File: folds.json[^]*Remedy`),
    });
  }
  assert.throws(
    () => parseFolds({ ...folds, folds: [["0"], ["0"]] }, "f"),
    /ids used once each/,
  );
  assert.throws(() => parseFolds(null, "f"), /JSON object/);
});

Deno.test("readFolds() names a missing and a broken file", async () => {
  const folder = await Deno.makeTempDir();
  await assert.rejects(readFolds(`${folder}/folds.json`), {
    name: "InputError",
    message: /file does not exist\n {2}File: .*folds.json/,
  });
  await Deno.writeTextFile(`${folder}/folds.json`, '{"version": 1,');
  await assert.rejects(readFolds(`${folder}/folds.json`), {
    name: "InputError",
  });
});

Deno.test("trainingIds() gives all but the fold's own, and refuses a fold that is not there", () => {
  for (let f = 0; f < 4; f++) {
    const all = [...trainingIds(folds, f), ...folds.folds[f]!];
    assert.deepEqual(all.sort(), items.map((item) => item.id).sort());
  }
  assert.throws(() => trainingIds(folds, 4), /fold must be 0 to 3/);
});
