import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { loadModel, predictProbability } from "../inference/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import type { Run } from "../run/mod.ts";
import { decodeSafetensors } from "../tensor/mod.ts";
import type { TrainingIdentity } from "../training/identity.ts";
import {
  foldCheckpoint,
  outOfFoldPath,
  predictOutOfFold,
  readOutOfFoldIndex,
  readOutOfFoldMap,
} from "./out_of_fold.ts";
import { searchRun } from "./search.ts";
import { submitRun } from "./submit.ts";
import { summarizeRun } from "./summarize.ts";
import { readSurvey, recordsOf } from "./survey.ts";
import { finishTinyRun, type TinyRun, tinyRun } from "./test_run.ts";
import { checkThreshold } from "./threshold_file.ts";
import { trainRun } from "./train.ts";

/** The run with other flips at inference, which need no training. */
function withFlips(run: Run, flips: Recipe["inference"]["flips"]): Run {
  const { recipe } = run.config;
  const inference = { ...recipe.inference, flips };
  return {
    ...run,
    config: { ...run.config, recipe: { ...recipe, inference } },
  };
}

async function train(tiny: TinyRun): Promise<Set<string>> {
  const types = new Set<string>();
  for await (const { type } of trainRun(tiny)) types.add(type);
  return types;
}

const names = (pattern: RegExp) => (error: unknown) =>
  error instanceof InputError && pattern.test(error.message);

/** Runs `work` while a file holds something else. */
async function whileFileIs(
  path: string,
  content: Uint8Array,
  work: () => Promise<void>,
): Promise<void> {
  const before = await Deno.readFile(path);
  await Deno.writeFile(path, content);
  await work();
  await Deno.writeFile(path, before);
}

Deno.test("stages never use maps or choices of other models, flips, splits or data", async (t) => {
  const tiny = await finishTinyRun(await tinyRun({ unlabelled: false }));
  const { folder, run, dataset, folds, search } = tiny;
  const refused = async (changed: TinyRun, pattern: RegExp) => {
    await assert.rejects(searchRun(changed), names(pattern));
    await assert.rejects(submitRun({ ...changed, search }), names(pattern));
  };
  const mapOf = (id: string) => Deno.readFile(outOfFoldPath(run, id));
  const [image = ""] = folds.folds[1]!;

  await t.step(
    "each map is what its own fold's model gives, which has not seen the image",
    async () => {
      for (const [fold, ids] of folds.folds.entries()) {
        const path = foldCheckpoint(run, fold);
        const { metadata } = decodeSafetensors(await Deno.readFile(path), path);
        const { training }: TrainingIdentity = JSON.parse(
          metadata.get("identity")!,
        );
        const unseen = [...ids, ...folds.holdOut];
        assert.deepEqual(training.filter((id) => unseen.includes(id)), []);

        const model = await loadModel(path, run.config.recipe);
        for (const record of recordsOf(dataset.labelled, ids)) {
          const { image } = await dataset.load(record);
          const fresh = await predictProbability(
            model,
            image,
            run.config.recipe,
          );
          const stored = await readOutOfFoldMap(run, record.id);
          stored.data.forEach((p, i) =>
            assert.ok(Math.abs(p - fresh.data[i]!) <= 1 / 131070 + 1e-7)
          );
        }
        model.dispose();
      }
    },
  );

  await t.step(
    "a map that is gone is missed, and made again to the same bits",
    async () => {
      const bits = await mapOf(image);
      await Deno.remove(outOfFoldPath(run, image));
      await refused(tiny, /fold 1 has none[\s\S]*04_training/);
      await train(tiny);
      assert.deepEqual(await mapOf(image), bits);
      await checkThreshold(run, folds, search);
    },
  );

  await t.step("another checkpoint", async () => {
    const other = await Deno.readFile(foldCheckpoint(run, 0));
    await whileFileIs(
      foldCheckpoint(run, 1),
      other,
      () => refused(tiny, /fold 1 has none/),
    );
  });

  await t.step("data that notebook 01 saw anew", async () => {
    const seen = { ...await readSurvey(run), fingerprint: "another" };
    const content = new TextEncoder().encode(JSON.stringify(seen));
    await whileFileIs(
      run.folder.dataset,
      content,
      () => refused(tiny, /fold 0, 1, 2 has none/),
    );
  });

  await t.step(
    "a prediction that was stopped leaves the fold without maps",
    async () => {
      const changed = withFlips(run, ["none"]);
      const stop = new AbortController();
      const predict = predictOutOfFold({
        run: changed,
        load: (record) => dataset.load(record),
        data: tiny.survey.fingerprint,
        fold: 1,
        validation: recordsOf(dataset.labelled, folds.folds[1]!),
        signal: stop.signal,
        onProgress: () => stop.abort(),
      });
      await assert.rejects(predict, { name: "AbortError" });
      const index = await readOutOfFoldIndex(run);
      assert.deepEqual(index.folds.map(({ fold }) => fold), [0, 2]);
      await refused(tiny, /fold 1 has none/);
    },
  );

  await t.step(
    "other flips: maps anew without training, and a choice anew",
    async () => {
      const changed = { ...tiny, run: withFlips(run, ["none"]) };
      await refused(changed, /fold 0, 1, 2 has none/);
      const before = await mapOf(folds.folds[0]![0]!);
      assert.deepEqual(await train(changed), new Set(["done", "predicted"]));
      assert.notDeepEqual(await mapOf(folds.folds[0]![0]!), before);
      await assert.rejects(
        submitRun({ ...changed, search }),
        names(/05_threshold_search again/),
      );
      const anew = await searchRun(changed);
      assert.notEqual(anew.maps, search.maps);
      const { validation } = await submitRun({ ...changed, search: anew });
      assert.equal(validation.valid, true);
      await train(tiny);
    },
  );

  await t.step(
    "a hold-out is handed in by id where the competition's own images are not there",
    async () => {
      const survey = { ...tiny.survey, submission: "stas_zip" } as const;
      const stas = { ...dataset, submission: "stas_zip" } as const;
      const { validation, records } = await submitRun({
        ...tiny,
        survey,
        dataset: stas,
      });
      assert.deepEqual(validation.problems, []);
      assert.deepEqual(records.map(({ id }) => id), folds.holdOut);
    },
  );

  await t.step(
    "summarizeRun() leaves out what the run has not come to",
    async () => {
      await Deno.remove(run.folder.threshold);
      await Deno.remove(run.folder.dataset);
      const summary = await summarizeRun(run);
      assert.deepEqual(
        [summary.scores, summary.data, summary.submission],
        [undefined, undefined, undefined],
      );
    },
  );

  await Deno.remove(folder, { recursive: true });
});
