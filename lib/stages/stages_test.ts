import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { resizeProbabilityMap } from "../imaging/mod.ts";
import { confusion, dice } from "../metrics/mod.ts";
import { applySteps } from "../postprocess/mod.ts";
import { parseRunScores } from "../submission/mod.ts";
import { readOutOfFoldIndex, readOutOfFoldMap } from "./out_of_fold.ts";
import { outOfFoldPath } from "./out_of_fold.ts";
import { searchRun } from "./search.ts";
import { checkSplit, readSplit } from "./split.ts";
import { submitRun, writeScores } from "./submit.ts";
import { readScores, summarizeRun } from "./summarize.ts";
import { openRunDataset, readSurvey, surveyDataset } from "./survey.ts";
import { readThreshold } from "./threshold_file.ts";
import { finishTinyRun, type TinyRun, tinyRun } from "./test_run.ts";
import { trainRun } from "./train.ts";

async function withRun(
  work: (tiny: TinyRun) => Promise<void>,
  options: Parameters<typeof tinyRun>[0] = {},
): Promise<void> {
  const tiny = await tinyRun(options);
  try {
    await work(tiny);
  } finally {
    await Deno.remove(tiny.folder, { recursive: true });
  }
}

const near = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

Deno.test("surveyDataset() finds the copy, and splitDataset() keeps copies and groups on one side", () =>
  withRun(async ({ run, survey, folds }) => {
    assert.deepEqual(
      survey.duplicates.map(({ a, b, kind }) => [a, b, kind]),
      [["p0_0", "p6_1", "same"]],
    );
    assert.equal(survey.unlabelled.length, 2);
    const parts = [folds.holdOut, ...folds.folds];
    const partOf = (id: string) => parts.findIndex((ids) => ids.includes(id));
    assert.equal(partOf("p0_0"), partOf("p6_1"));
    for (const { id } of survey.images) {
      assert.notEqual(partOf(id), -1, id);
      assert.equal(partOf(id), partOf(`${id.slice(0, 2)}_0`), id);
    }
    assert.deepEqual(await readSplit(run, await readSurvey(run)), folds);
  }));

Deno.test("readSplit() refuses a split that leaks, misses an image, or is of other data", () =>
  withRun(async ({ run, survey, folds }) => {
    const [first = [], second = [], ...rest] = folds.folds;
    const write = (value: unknown) =>
      Deno.writeTextFile(run.folder.folds, JSON.stringify(value));
    const [moved = "", ...left] = first;
    const leaking = {
      ...folds,
      folds: [left, [...second, moved].sort(), ...rest],
    };
    assert.throws(() => checkSplit(leaking, survey), /same group/);
    await write(leaking);
    await assert.rejects(readSplit(run, survey), /same group/);
    await write({ ...folds, folds: [left, second, ...rest] });
    await assert.rejects(readSplit(run, survey), /every labelled image once/);
    await write({ ...folds, version: 2 });
    await assert.rejects(readSplit(run, survey), /version/);
    await Deno.remove(run.folder.folds);
    await assert.rejects(readSplit(run, survey), /notebook 02/i);
  }));

Deno.test("openRunDataset() refuses data that have changed since the survey", () =>
  withRun(async ({ run, survey, folder }) => {
    assert.equal((await openRunDataset(run, survey)).labelled.length, 14);
    await Deno.copyFile(
      `${folder}/data/masks/p1_0.png`,
      `${folder}/data/masks/p2_0.png`,
    );
    await assert.rejects(
      openRunDataset(run, survey),
      (error) =>
        error instanceof InputError && /have changed/.test(error.message),
    );
  }));

Deno.test("stages lead from a split to a valid submission and to scores that agree with the maps", () =>
  withRun(async (tiny) => {
    const { run, dataset, survey, folds, search, submission } =
      await finishTinyRun(tiny);

    // Each image has one map, made by the model of the fold that did not train on it.
    const index = await readOutOfFoldIndex(run);
    assert.deepEqual(index.folds.map(({ ids }) => ids), folds.folds);
    const before: number[] = [];
    const after: number[] = [];
    for (const id of folds.folds.flat()) {
      const record = dataset.labelled.find((one) => one.id === id)!;
      const { mask } = await dataset.load(record);
      const map = resizeProbabilityMap(await readOutOfFoldMap(run, id), 48, 32);
      const score = (steps: Parameters<typeof applySteps>[1]) =>
        dice(confusion(applySteps(map, steps).mask, mask!));
      before.push(score([{ name: "threshold", threshold: 0.5 }]));
      after.push(score(search.steps));
    }
    const mean = (values: number[]) =>
      values.reduce((a, b) => a + b, 0) / values.length;
    near(search.before, mean(before));
    near(search.after, mean(after));
    assert.deepEqual(await readThreshold(run), search);

    assert.deepEqual(submission.validation.problems, []);
    assert.deepEqual(submission.records.map(({ id }) => id), ["t20", "t21"]);
    assert.deepEqual([...submission.holdOut.keys()], folds.holdOut);
    const scores = await writeScores({ ...tiny, search }, submission);
    assert.deepEqual(
      parseRunScores(JSON.parse(JSON.stringify(scores)), "x"),
      await readScores(run),
    );
    near(scores.meanDiceOutOfFold, mean(before));
    near(
      scores.meanDiceByFold.reduce(
        (sum, value, fold) => sum + value * folds.folds[fold]!.length,
        0,
      ) /
        before.length,
      mean(before),
    );

    const summary = await summarizeRun(run, 12);
    near(summary.scores!.dice, search.after);
    assert.equal(summary.scores!.holdOut?.images, folds.holdOut.length);
    assert.equal(summary.submission?.valid, true);
    assert.equal(summary.data?.labelled, survey.images.length);

    // Maps are kept while the checkpoint is the same, and made anew where it is not.
    const [id = ""] = folds.folds[0]!;
    await Deno.writeTextFile(outOfFoldPath(run, id), "touched");
    for await (const _ of trainRun({ ...tiny, only: [0] }));
    assert.equal(await Deno.readTextFile(outOfFoldPath(run, id)), "touched");
    const entries = index.folds.map((entry) =>
      entry.fold === 0 ? { ...entry, checkpoint: "other" } : entry
    );
    await Deno.writeTextFile(
      `${run.folder.outOfFold}/index.json`,
      JSON.stringify({ version: 1, folds: entries }),
    );
    for await (const _ of trainRun({ ...tiny, only: [0] }));
    assert.equal((await readOutOfFoldMap(run, id)).width, 48);
  }));

Deno.test("submitRun() hands in the hold-out where nothing is unlabelled, and says so where there is neither", () =>
  withRun(async (tiny) => {
    const { search, submission, folds } = await finishTinyRun(tiny);
    assert.deepEqual(submission.records.map(({ id }) => id), folds.holdOut);
    assert.equal(submission.validation.valid, true);
    await assert.rejects(
      submitRun({ ...tiny, search, folds: { ...folds, holdOut: [] } }),
      /unlabelled images or a hold-out/,
    );
  }, { unlabelled: false }));

Deno.test("searchRun() refuses folds without maps and maps of another split", () =>
  withRun(async (tiny) => {
    await assert.rejects(searchRun(tiny), /04_training/);
    for await (const _ of trainRun({ ...tiny, only: [0, 1] }));
    await assert.rejects(searchRun(tiny), /fold 2 has none/);
    const { folds } = tiny;
    const swapped = { ...folds, folds: [folds.folds[1]!, folds.folds[0]!] };
    await assert.rejects(
      searchRun({ ...tiny, folds: swapped }),
      /fold 0, 1 has none/,
    );
  }));

Deno.test("trainRun() stops within a step of the signal and goes on to the same weights", () =>
  withRun(async (tiny) => {
    const stop = new AbortController();
    await assert.rejects(async () => {
      for await (const event of trainRun({ ...tiny, signal: stop.signal })) {
        if (event.type === "step" && event.step === 3) {
          stop.abort(new DOMException("stop", "AbortError"));
        }
        if (event.type === "step") assert.ok(event.step <= 4);
      }
    }, { name: "AbortError" });
    await withRun(async (whole) => {
      for await (const _ of trainRun({ ...whole, only: [0] }));
      for await (const _ of trainRun({ ...tiny, only: [0] }));
      const weights = ({ run }: TinyRun) =>
        Deno.readFile(`${run.folder.fold(0)}/last.safetensors`);
      assert.deepEqual(await weights(tiny), await weights(whole));
    });
  }));

Deno.test("stages end at once where the signal was raised before", () =>
  withRun(async (tiny) => {
    const signal = AbortSignal.abort(new DOMException("stop", "AbortError"));
    await assert.rejects(surveyDataset(tiny.run, { signal }), {
      name: "AbortError",
    });
    const { search } = await finishTinyRun(tiny);
    await assert.rejects(searchRun({ ...tiny, signal }), {
      name: "AbortError",
    });
    await assert.rejects(submitRun({ ...tiny, search, signal }), {
      name: "AbortError",
    });
  }));

Deno.test("readSurvey() and readThreshold() name the notebook to run, whatever is wrong with the file", () =>
  withRun(async ({ run }) => {
    await assert.rejects(
      readThreshold(run),
      /not there[\s\S]*05_threshold_search/,
    );
    await Deno.writeTextFile(run.folder.dataset, "{");
    await assert.rejects(readSurvey(run), /damaged[\s\S]*01_eda/);
    await Deno.writeTextFile(run.folder.dataset, '{"version": 9}');
    await assert.rejects(
      readSurvey(run),
      /version must be 1, current value is 9/,
    );
  }));

Deno.test("surveyDataset() leaves bad files out on request and lists them", () =>
  withRun(async ({ run, folder }) => {
    const bad = `${folder}/data/images/p3_0.png`;
    await Deno.writeFile(bad, (await Deno.readFile(bad)).subarray(0, 60));
    await assert.rejects(
      surveyDataset(run),
      (error: Error) => error.message.includes(bad),
    );
    const lenient = {
      ...run,
      config: {
        ...run.config,
        dataOptions: { ...run.config.dataOptions, skipBad: true },
      },
    };
    const { survey, dataset } = await surveyDataset(lenient);
    assert.deepEqual(survey.leftOut.map(({ file }) => file), [bad]);
    assert.equal(dataset.labelled.length, 13);
    assert.equal((await openRunDataset(lenient, survey)).labelled.length, 13);
  }));
