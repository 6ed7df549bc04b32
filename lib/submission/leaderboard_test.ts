import assert from "node:assert/strict";
import { parseRunScores, readLeaderboard, type RunScores } from "./mod.ts";

const scores: RunScores = {
  run: "a",
  recipe: "quick",
  dataset: "synthetic",
  folds: 2,
  meanDiceByFold: [.8, .9],
  meanDiceOutOfFold: .85,
  meanDiceAfterSearch: .87,
  holdOutDice: .84,
  submission: { path: "submission/submission.zip", images: 16, valid: true },
  createdAt: "2026-11-02T10:00:00.000Z",
};

Deno.test("parseRunScores() takes scores with and without a hold-out", () => {
  assert.deepEqual(parseRunScores({ ...scores }, "f"), scores);
  const { holdOutDice: _, ...without } = scores;
  assert.deepEqual(parseRunScores(without, "f"), without);
});

Deno.test("parseRunScores() refuses every missing or mistyped key by name and file", () => {
  const wrong: Record<string, unknown[]> = {
    run: [undefined, 1, ""],
    recipe: [undefined, { name: "quick" }],
    dataset: [null],
    folds: [1.5, "2", -1],
    meanDiceByFold: [.8, [.8, "x"], [2]],
    meanDiceOutOfFold: [undefined, null, NaN, 1.2],
    meanDiceAfterSearch: [-.1],
    holdOutDice: [null, "0.8"],
    submission: [undefined, "a.zip", []],
    createdAt: ["yesterday", 5],
  };
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      assert.throws(
        () => parseRunScores({ ...scores, [key]: value }, "o/a/scores.json"),
        {
          name: "InputError",
          message: new RegExp(`: ${key} must be [^]*File: o/a/scores.json`),
        },
      );
    }
  }
  const submission = { ...scores.submission, valid: "yes" };
  assert.throws(
    () => parseRunScores({ ...scores, submission }, "f"),
    /submission.valid must be true or false, current value is "yes"/,
  );
  assert.throws(() => parseRunScores([], "f"), /the file must be an object/);
});

Deno.test("readLeaderboard() sorts runs and lists half-finished and broken ones as such", async () => {
  const outputs = await Deno.makeTempDir();
  const put = async (run: string, files: Record<string, string>) => {
    await Deno.mkdir(`${outputs}/${run}`);
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${outputs}/${run}/${name}`, text);
    }
  };
  const finished = (run: string, dice: number) => ({
    "run.json": JSON.stringify({ recipe: { name: "quick" } }),
    "scores.json": JSON.stringify({
      ...scores,
      run,
      meanDiceAfterSearch: dice,
    }),
  });
  await put("low", finished("low", .5));
  await put("high", finished("high", .9));
  await put("begun", { "run.json": '{"recipe":{"name":"stas"}}' });
  await put("cut", { "run.json": "{}", "scores.json": '{"run": "cut", ' });
  await put("mistyped", {
    "run.json": '{"recipe":"stas"}',
    "scores.json": "{}",
  });
  await put("no_run", { "notes.txt": "" });
  await Deno.writeTextFile(`${outputs}/a_file.json`, "{}");

  const rows = await readLeaderboard(outputs);
  assert.deepEqual(
    rows.map(({ run, state, recipe }) => ({ run, state, recipe })),
    [
      { run: "high", state: "finished", recipe: "quick" },
      { run: "low", state: "finished", recipe: "quick" },
      { run: "begun", state: "half-finished", recipe: "stas" },
      { run: "cut", state: "unreadable", recipe: undefined },
      { run: "mistyped", state: "unreadable", recipe: "stas" },
    ],
  );
  assert.equal(rows[0]!.scores?.meanDiceAfterSearch, .9);
  assert.match(rows[3]!.problem!, /cut\/scores.json is no JSON/);
  assert.match(
    rows[4]!.problem!,
    /run must be a text[^]*mistyped\/scores.json/,
  );
});

Deno.test("readLeaderboard() of no folder is empty", async () => {
  assert.deepEqual(await readLeaderboard("/nowhere/outputs"), []);
});
