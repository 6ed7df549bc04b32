import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import type { SampleRecord } from "../datasets/mod.ts";
import { makeFolds } from "../folds/mod.ts";
import { unetBaseline } from "../recipes/mod.ts";
import { newRunConfig, runFolder } from "../run/mod.ts";
import type { Survey } from "../stages/mod.ts";
import { openLoader, PreparedSamples } from "../training/mod.ts";
import { exampleSearch, exampleSurvey } from "./example_values.ts";
import * as view from "./mod.ts";

/** A noisy picture with a square of foreground. */
function sample({ id }: SampleRecord) {
  const [width, height] = [24, 20];
  const random = randomSource(2, "noise", id);
  const data = Uint8Array.from(
    { length: width * height * 3 },
    () => random.integer(256),
  );
  const mask = Uint8Array.from(
    { length: width * height },
    (_, i) => Number(i % width > 8 && i > 200),
  );
  const image = { data, width, height, channels: 3 as const };
  return { id, image, mask: { data: mask, width, height } };
}

Deno.test("trainingDraws() gives the very crops that the loader hands to the network", async () => {
  const records = ["a", "b", "c", "d", "e"].map((id) => ({
    id,
    group: id,
    imagePath: `/${id}.png`,
  }));
  const recipe = {
    ...unetBaseline,
    input: {
      ...unetBaseline.input,
      mean: [0, 0, 0],
      standardDeviation: [1, 1, 1],
    },
    training: { ...unetBaseline.training, cropSide: 16, samplesPerEpoch: 3 },
  } as const;
  const draws = view.trainingDraws(
    sample(records[2]!),
    recipe,
    7,
    records.map(({ id }) => id),
    3,
  );
  const samples = new PreparedSamples(records, {
    load: (record) => Promise.resolve({ ...record, ...sample(record) }),
    input: recipe.input,
  });
  const loader = openLoader({ samples, recipe, seed: 7, workers: 0 });
  let seen = 0;
  for (let epoch = 1; epoch <= draws.at(-1)!.epoch; epoch++) {
    const draw = draws.find((one) => one.epoch === epoch);
    for await (const { ids, x, y } of loader.batches(epoch)) {
      const slot = ids.indexOf("c");
      // Three of five images an epoch: "c" is left out of some.
      assert.equal(slot >= 0, draw !== undefined, `epoch ${epoch}`);
      if (!draw) continue;
      const pixels = 16 * 16;
      const mask = y.subarray(slot * pixels, (slot + 1) * pixels);
      assert.deepEqual([...draw.mask.data], [...mask]);
      const image = x.subarray(slot * pixels * 3, (slot + 1) * pixels * 3);
      assert.deepEqual(
        [...draw.image.data],
        Array.from(image, (value) => Math.round(value * 255)),
      );
      seen++;
    }
  }
  loader.close();
  assert.equal(seen, 3);
  assert.throws(
    () => view.drawGallery(sample(records[0]!), recipe, 7, 3, ["b"]),
    /fold trains on, current value is a/,
  );
});

Deno.test("binNames() tells fine bins apart, and balanceRows() loses none of them", () => {
  const items = Array.from({ length: 12 }, (_, i) => ({
    id: `i${i}`,
    group: `i${i}`,
    ratio: i / 10_000,
  }));
  const ratioBins = [0, 0.0003, 0.0006, 0.07];
  const folds = makeFolds(items, { count: 2, holdOut: 0, ratioBins }, 1);
  assert.deepEqual(view.binNames(folds), [
    "0-0.03 %",
    "0.03-0.06 %",
    "0.06-7 %",
    "7 % and more",
  ]);
  const [row] = view.balanceRows(folds);
  const counts = view.binNames(folds).map((name) => Number(row?.[name]));
  assert.equal(counts.reduce((a, b) => a + b), 6);
});

Deno.test("channelFigure() shows all channels where only some images are grey", () => {
  const survey = exampleSurvey();
  const [first, ...others] = survey.images;
  const grey = { ...first!, channelMean: [7], channelDeviation: [1] };
  const mixed: Survey = { ...survey, images: [grey, ...others] };
  assert.equal(view.channelFigure(mixed).data.length, 3);
  const all = { ...survey, images: [grey] };
  assert.equal(view.channelFigure(all).data.length, 1);
});

Deno.test("objectAreaFigure() takes a mask of noise", () => {
  const survey = exampleSurvey();
  const [, image] = survey.images;
  const objectAreas = new Array<number>(300_000).fill(1);
  const label = { ...image!.label, objects: objectAreas.length, objectAreas };
  const figure = view.objectAreaFigure({
    ...survey,
    images: [{ ...image!, label }],
  });
  assert.match(JSON.stringify(figure), /n = 300,000/);
  assert.equal(
    view.imageRows({ ...survey, images: [{ ...image!, label }] })[0]
      ?.largest_px,
    1,
  );
});

Deno.test("trainingProgress() does not count a fold that has only begun, nor show another's numbers", () => {
  const follow = view.trainingProgress(2);
  follow({
    fold: 0,
    type: "validation",
    epoch: 2,
    meanDice: 0.75,
    dice: {},
  });
  follow({ fold: 0, type: "predicted", images: 3 });
  // Gone on with just before a validation.
  const state = follow({ fold: 1, type: "samples", epoch: 1, samples: [] });
  assert.equal(state.done, 0.5);
  assert.deepEqual(state.values, { fold: "2 of 2" });
});

Deno.test("views of a training show what is there before it has begun", async () => {
  const run = {
    folder: runFolder(await Deno.makeTempDir()),
    config: newRunConfig(),
  };
  assert.deepEqual(await view.sampleRows(run, 0), []);
  const logs = await view.readFoldLogs(run, 5);
  for (
    const draw of [
      view.lossFigure,
      view.validationFigure,
      view.learningRateFigure,
    ]
  ) {
    assert.match(JSON.stringify(draw(logs).layout), /n = 0/);
  }
  await Deno.remove(run.folder.root, { recursive: true });
});

Deno.test("views of a search take images that are all empty and a choice without a gain", async () => {
  const { gain: _, ...search } = await exampleSearch();
  const images = search.images.map((image) => ({
    ...image,
    before: 1,
    after: 1,
  }));
  const perfect = { ...search, images, before: 1, after: 1 };
  for (
    const draw of [
      view.thresholdCurve,
      view.searchHeatMap,
      view.beforeAfterFigure,
      view.foldBoxes,
    ]
  ) {
    assert.match(JSON.stringify(draw(perfect)), /n = /);
  }
  assert.match(view.beforeAfterText(perfect), /^0 of 5 images win; 0 lose; 5/);
});

Deno.test("finalRows() lists the boards that have images", () => {
  const scores = {
    run: "a",
    recipe: "unet_baseline",
    dataset: "mine",
    folds: 2,
    meanDiceByFold: [0.5, 0.5],
    meanDiceOutOfFold: 0.5,
    meanDiceAfterSearch: 0.5,
    holdOutDice: 0.25,
    submission: { path: "submission.zip", images: 1, valid: true },
    createdAt: "2026-11-21T10:00:00Z",
  };
  const rows = view.finalRows(scores, { private: 0.125 });
  assert.deepEqual(rows.map((row) => row["mean Dice"]), [
    "0.5000",
    "0.5000",
    "0.2500",
    "0.1250",
  ]);
});

Deno.test("realityFigure() draws labels without any object", () => {
  const figure = view.realityFigure("boxSide", {
    objects: [0],
    ratio: [0],
    boxSide: [],
  });
  assert.doesNotMatch(JSON.stringify(figure), /NaN|Kolmogorov/);
});
