import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { loadModel, predictEnsemble } from "../inference/mod.ts";
import { confusion, dice } from "../metrics/mod.ts";
import { thresholdMap } from "../postprocess/mod.ts";
import type { PostprocessStep } from "../recipes/mod.ts";
import { readRunConfig } from "../run/mod.ts";
import { readSubmission } from "../submission/mod.ts";
import { classScoresPath } from "./class_scores.ts";
import { checkOutOfFold, foldCheckpoint } from "./out_of_fold.ts";
import { readOutOfFoldImage, stepsOfImage } from "./out_of_fold_image.ts";
import { searchRun } from "./search.ts";
import { readStepContexts } from "./step_contexts.ts";
import { submitRun } from "./submit.ts";
import { recordsOf } from "./survey.ts";
import { type TinyRun, tinyRun } from "./test_run.ts";
import { checkThreshold } from "./threshold_file.ts";
import { trainRun } from "./train.ts";

const threshold = { name: "threshold", threshold: 0.01 } as const;
const emptyBelow = (score: number) =>
  ({ name: "empty_below_score", threshold: score }) as const;

/** The run with other steps, which need no training. */
function withSteps(
  tiny: TinyRun,
  postprocess: readonly PostprocessStep[],
): TinyRun {
  const { run } = tiny;
  const recipe = { ...run.config.recipe, postprocess };
  return { ...tiny, run: { ...run, config: { ...run.config, recipe } } };
}

/** A number that some of the scores are below and others not. */
function between(scores: Iterable<number>): number {
  const rising = [...scores].sort((a, b) => a - b);
  const middle = rising.length >> 1;
  const [low, high] = [rising[middle - 1]!, rising[middle]!];
  assert.ok(low < high, `${rising}`);
  return (low + high) / 2;
}

async function trainAll(tiny: TinyRun): Promise<void> {
  for await (const _ of trainRun(tiny));
}

const says = (pattern: RegExp) => (error: unknown) =>
  error instanceof InputError && pattern.test(error.message);

Deno.test("a classification head's score goes from the training to the masks", async (t) => {
  const tiny = await tinyRun({
    model: {
      encoder: "tf_efficientnet_lite0",
      decoder: "unet",
      decoderChannels: [8, 8, 8, 8, 8],
      classificationHead: {},
    },
    choice: {
      search: { method: "steps" },
      postprocess: [emptyBelow(0.5), threshold],
    },
    folds: 2,
    epochs: 1,
  });
  const { run, dataset, folds } = tiny;
  const { recipe } = run.config;
  assert.deepEqual((await readRunConfig(run.folder)).recipe, recipe);
  await trainAll(tiny);
  const models = await Promise.all(
    folds.folds.map((_, fold) => loadModel(foldCheckpoint(run, fold), recipe)),
  );
  const ids = folds.folds.flat().toSorted();
  const contexts = await readStepContexts(run);
  const scoreOf = (id: string) => contexts.get(id)!.classScore!;

  await t.step(
    "an image's score is that of the network that has not seen it",
    async () => {
      assert.deepEqual([...contexts.keys()].toSorted(), ids);
      for (const [fold, own] of folds.folds.entries()) {
        for (const record of recordsOf(dataset.labelled, own)) {
          const { image } = await dataset.load(record);
          const fresh = await predictEnsemble([models[fold]!], image, recipe);
          const off = Math.abs(scoreOf(record.id) - fresh.classScore!);
          assert.ok(off < 1e-6, record.id);
        }
      }
    },
  );

  const limit = between(ids.map(scoreOf));
  const split = withSteps(tiny, [emptyBelow(limit), threshold]);
  const search = await searchRun({ ...split, workers: 1 });
  const steps = search.candidates[1]!.steps;
  await t.step("the search scores what the score leaves", async () => {
    assert.deepEqual(steps, [emptyBelow(limit), threshold]);
    let emptied = 0, kept = 0;
    for (const [i, id] of ids.entries()) {
      const { map, truth } = await readOutOfFoldImage(split.run, dataset, id);
      const whole = dice(confusion(thresholdMap(map, 0.01), truth));
      assert.ok(whole > 0);
      const worth = search.images[i]!.worth[1]!;
      if (scoreOf(id) < limit) {
        emptied++;
        assert.equal(worth, 0);
      } else {
        kept++;
        assert.ok(Math.abs(worth - whole) < 1e-12);
      }
    }
    assert.ok(emptied > 0 && kept > 0);
    assert.deepEqual(await searchRun({ ...split, workers: 0 }), search);
  });

  await t.step("each step of an image is drawn with its score", async () => {
    const id = ids.find((one) => scoreOf(one) < limit)!;
    const shown = { ...search, shown: 1 };
    const drawn = await stepsOfImage(split.run, dataset, shown, id);
    assert.ok(
      (drawn.steps[0]!.after.data as Float32Array).every((p) => p === 0),
    );
    assert.equal(drawn.scores.at(-1), 0);
    // The order says that the map is multiplied before the threshold.
    const multiplied = [
      { name: "multiply_class_score" },
      { name: "threshold", threshold: 0.3 },
    ] as const;
    const other = withSteps(tiny, multiplied);
    const candidates = [{ ...search.candidates[1]!, steps: multiplied }];
    const { map, steps } = await stepsOfImage(
      other.run,
      dataset,
      { ...search, candidates, shown: 0 },
      id,
    );
    const products = map.data.map((p) => p * scoreOf(id));
    assert.deepEqual(steps[0]!.after.data, products);
    assert.deepEqual(
      [...steps[1]!.after.data],
      Array.from(products, (p) => p > 0.3 ? 1 : 0),
    );
  });

  await t.step(
    "the submission goes by the mean of all networks' scores",
    async () => {
      const expected = new Map<string, number>();
      for (const record of dataset.unlabelled) {
        const { image } = await dataset.load(record);
        const alone = await Promise.all(
          models.map((model) => predictEnsemble([model], image, recipe)),
        );
        const [a, b] = alone.map(({ classScore }) => classScore!);
        expected.set(record.id, (a! + b!) / 2);
      }
      const limit = between(expected.values());
      const { path, validation } = await submitRun({
        ...split,
        search: { ...search, steps: [emptyBelow(limit), threshold] },
      });
      assert.deepEqual(validation.problems, []);
      let compared = 0;
      for await (const { name, mask } of readSubmission(path)) {
        const present = expected.get(name.replace(".png", ""))! >= limit;
        assert.equal(mask.data.some((pixel) => pixel > 0), present, name);
        compared++;
      }
      assert.equal(compared, 2);
    },
  );

  const path = classScoresPath(run, 1);
  const whole = await Deno.readTextFile(path);
  const file = JSON.parse(whole);
  const [id = ""] = folds.folds[1]!;
  const put = (value: unknown) =>
    Deno.writeTextFile(path, JSON.stringify(value));

  await t.step("a training that goes on keeps the scores", async () => {
    await trainAll(split);
    assert.equal(await Deno.readTextFile(path), whole);
    await put({ ...file, scores: { ...file.scores, [id]: 0.125 } });
    await trainAll(split);
    assert.equal(
      (await readStepContexts(split.run)).get(id)!.classScore,
      0.125,
    );
    // A choice that was made by other scores is not one by these.
    await assert.rejects(
      checkThreshold(split.run, folds, search),
      says(/05_threshold_search again/),
    );
  });

  await t.step("damaged scores are refused, and predicted anew", async () => {
    const { [id]: _, ...others } = file.scores;
    for (
      const [content, pattern] of [
        ["{", /file is damaged[\s\S]*scores_fold_1[\s\S]*04_training/],
        [{ ...file, version: 2 }, /version must be 1, current value is 2/],
        [{ ...file, scores: null }, /each of the fold's \d+ images, .* 0/],
        [{ ...file, scores: others }, /each of the fold's \d+ images/],
        [{ ...file, checkpoint: "other" }, /checkpoint, flips and data/],
        [
          { ...file, scores: { ...file.scores, [id]: 1.5 } },
          /must be a number in \[0, 1\], current value is 1\.5[\s\S]*04_training again/,
        ],
        [
          { ...file, scores: { ...file.scores, [id]: null } },
          /current value is null/,
        ],
      ] as const
    ) {
      if (typeof content === "string") await Deno.writeTextFile(path, content);
      else await put(content);
      await assert.rejects(searchRun({ ...split, workers: 0 }), says(pattern));
      await assert.rejects(submitRun({ ...split, search }), says(pattern));
    }
    await trainAll(split);
    assert.equal(await Deno.readTextFile(path), whole);
    await checkThreshold(split.run, folds, search);
  });

  await t.step(
    "without them a run goes on only where no step needs them",
    async () => {
      const plain = withSteps(tiny, [threshold]);
      const maps = await checkOutOfFold(plain.run, folds);
      await Deno.remove(path);
      await assert.rejects(
        searchRun({ ...split, workers: 0 }),
        says(/fold 1 has none/),
      );
      assert.equal(await checkOutOfFold(plain.run, folds), maps);
      assert.equal((await readStepContexts(plain.run)).size, 0);
      await trainAll(plain);
      await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
      await trainAll(split);
      assert.equal(await Deno.readTextFile(path), whole);
    },
  );

  for (const model of models) model.dispose();
  await Deno.remove(tiny.folder, { recursive: true });
});
