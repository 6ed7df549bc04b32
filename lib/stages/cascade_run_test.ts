import assert from "node:assert/strict";
import { resizeProbabilityMap } from "../imaging/mod.ts";
import { loadModel, predictEnsemble } from "../inference/mod.ts";
import { confusion, dice, meanScore } from "../metrics/mod.ts";
import { applySteps, cascade } from "../postprocess/mod.ts";
import { readRunConfig } from "../run/mod.ts";
import { readSubmission } from "../submission/mod.ts";
import { foldCheckpoint } from "./out_of_fold.ts";
import { readOutOfFoldImage, stepsOfImage } from "./out_of_fold_image.ts";
import { searchRun } from "./search.ts";
import { submitRun } from "./submit.ts";
import { tinyRun } from "./test_run.ts";
import { readThreshold } from "./threshold_file.ts";
import { trainRun } from "./train.ts";

/** TEAM_1137's cascade, its areas made small and its settings searched, beside the search of an area. */
const choice = {
  search: {
    thresholds: [0.3, 0.5, 0.7],
    minimumAreas: [0, 5],
    fillHoles: true,
    boards: { public: 131, private: 184 },
    settings: {
      method: "coordinate",
      space: { "0.closingSide": [1, 3, 5], "0.minimumArea": [0, 5, 15] },
    },
  },
  postprocess: [
    { name: "cascade", closingSide: 3, minimumArea: 5, enough: 20 },
    { name: "fill_holes" },
  ],
} as const;

Deno.test("a recipe's cascade goes from its settings' search to the submission", async (t) => {
  const tiny = await tinyRun({ choice });
  const { run, dataset, folds, folder } = tiny;
  const { recipe } = run.config;
  assert.deepEqual((await readRunConfig(run.folder)).recipe, recipe);
  for await (const _ of trainRun(tiny));
  const ids = folds.folds.flat().toSorted();
  const scoreOf = async (
    id: string,
    steps: Parameters<typeof applySteps>[1],
  ) => {
    const { map, truth } = await readOutOfFoldImage(run, dataset, id);
    return dice(confusion(applySteps(map, steps).mask, truth));
  };

  await t.step(
    "a search that is stopped writes nothing and goes on",
    async () => {
      const stop = new AbortController();
      const stopped = searchRun({
        ...tiny,
        workers: 0,
        signal: stop.signal,
        onProgress: (what, done) => {
          if (what.startsWith("trying") && done === 5) {
            stop.abort(new DOMException("stop", "AbortError"));
          }
        },
      });
      await assert.rejects(stopped, { name: "AbortError" });
      await assert.rejects(readThreshold(run), /not there/);
      const scores = await Deno.readTextFile(run.folder.settingScores);
      assert.equal(scores.trim().split("\n").length, 5 * 3);
    },
  );

  const seen = new Set<string>();
  const search = await searchRun({
    ...tiny,
    workers: 0,
    onProgress: (what, done, total) => {
      seen.add(what.replace(/ \(.*/, ""));
      assert.ok(done <= total && total <= ids.length);
    },
  });
  assert.deepEqual([...seen], [
    "searching the grid",
    "trying settings",
    "scoring step by step",
  ]);
  assert.deepEqual(await readThreshold(run), search);

  await t.step("the stopped search gives what a whole one gives", async () => {
    await Deno.remove(run.folder.settingScores);
    assert.deepEqual(await searchRun({ ...tiny, workers: 0 }), search);
  });

  await t.step("every candidate scores what its steps score", async () => {
    assert.equal(search.candidates.length, 3);
    for (const { steps, mean } of search.candidates) {
      const scores = await Promise.all(ids.map((id) => scoreOf(id, steps)));
      assert.ok(Math.abs(meanScore(scores) - mean) < 1e-12);
    }
    const { publicImages, privateImages } = search.shakeUp;
    assert.deepEqual([publicImages, privateImages], [131, 184]);
    const best = Math.max(
      ...search.shakeUp.settings.map(({ privateWins }) => privateWins),
    );
    const { privateWins } = search.shakeUp.settings[search.chosen]!;
    assert.ok(privateWins > best - 1e-9);
  });

  const { steps } = search.candidates[2]!;
  await t.step("each step of an image can be drawn", async () => {
    const [id = ""] = ids;
    const one = await stepsOfImage(run, dataset, { ...search, shown: 2 }, id);
    assert.deepEqual(one.steps.map(({ step }) => step), steps);
    assert.equal(one.steps[0]!.before, one.map);
    assert.equal(one.steps[1]!.before, one.steps[0]!.after);
    assert.equal(one.scores.length, steps.length + 1);
    assert.equal(one.scores.at(-1), await scoreOf(id, steps));
    assert.equal(one.image.width, one.truth.width);
  });

  await t.step("the submission's masks are the cascade's", async () => {
    const chosen = { ...search, steps };
    const { path, validation } = await submitRun({ ...tiny, search: chosen });
    assert.deepEqual(validation.problems, []);
    const models = await Promise.all(
      folds.folds.map((_, fold) =>
        loadModel(foldCheckpoint(run, fold), recipe)
      ),
    );
    const [first] = steps;
    assert.ok(first?.name === "cascade");
    let compared = 0;
    for await (const { name, mask } of readSubmission(path)) {
      const record = dataset.unlabelled.find(({ id }) => `${id}.png` === name);
      const { image } = await dataset.load(record!);
      const small = await predictEnsemble(models, image, recipe);
      const map = resizeProbabilityMap(small, image.width, image.height);
      const expected = applySteps({ ...map }, [first, { name: "fill_holes" }]);
      assert.deepEqual(expected.steps[0]!.after, cascade(map, first));
      assert.deepEqual(mask.data, expected.mask.data);
      compared++;
    }
    assert.equal(compared, 2);
    for (const model of models) model.dispose();
  });

  await t.step("a threshold.json of the older version is refused", async () => {
    const older = { ...search, version: 1 };
    await Deno.writeTextFile(run.folder.threshold, JSON.stringify(older));
    await assert.rejects(
      readThreshold(run),
      /version must be 2, current value is 1[\s\S]*05_threshold_search again/,
    );
  });

  await Deno.remove(folder, { recursive: true });
});
