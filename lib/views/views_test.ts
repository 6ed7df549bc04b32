import assert from "node:assert/strict";
import { type Figure, type GalleryItem } from "../plots/mod.ts";
import { finishTinyRun, tinyRun } from "../stages/test_run.ts";
import type { LabelledImage } from "../augment/mod.ts";
import { stepsOfImage, type Survey } from "../stages/mod.ts";
import * as view from "./mod.ts";

/** Every figure says what its axes are and how many things it shows. */
function checkFigure(figure: Figure, name: string): void {
  const { title, xaxis, yaxis, annotations } = figure.layout;
  const text = (value: unknown) => JSON.stringify(value ?? "");
  assert.match(text(title) + text(annotations), /n = \d/, `${name} says no n`);
  const [trace] = figure.data;
  if (trace?.type === "pie") return;
  assert.match(text(xaxis?.title), /[A-Za-z]/, `${name} has no x title`);
  assert.match(text(yaxis?.title), /[A-Za-z]/, `${name} has no y title`);
}

function checkGallery(items: readonly GalleryItem[], count: number): void {
  assert.equal(items.length, count);
  for (const { picture, title } of items) {
    assert.ok(title.length > 0);
    assert.ok(picture instanceof Uint8Array || picture.data.length > 0);
  }
}

const edaFigures = {
  size: view.sizeFigure,
  objectCount: view.objectCountFigure,
  objectArea: view.objectAreaFigure,
  areaRatio: view.areaRatioFigure,
  border: view.borderFigure,
  channel: view.channelFigure,
  foregroundMap: view.foregroundMapFigure,
};

const searchFigures = {
  thresholdCurve: view.thresholdCurve,
  precisionRecall: view.precisionRecallFigure,
  reliability: view.reliabilityFigure,
  heatMap: view.searchHeatMap,
  stepGain: view.stepGainFigure,
  beforeAfter: view.beforeAfterFigure,
  foldBoxes: view.foldBoxes,
  shakeUp: view.shakeUpFigure,
};

const searchTexts = {
  gain: view.gainText,
  curve: view.curveText,
  precisionRecall: view.precisionRecallText,
  reliability: view.reliabilityText,
  flat: view.flatText,
  comparison: view.comparisonText,
  stepGain: view.stepGainText,
  beforeAfter: view.beforeAfterText,
  fold: view.foldText,
  setting: view.settingText,
  shakeUp: view.shakeUpText,
};

Deno.test("views draw every figure, table and gallery of a finished run", async () => {
  const tiny = await finishTinyRun(await tinyRun());
  const { run, dataset, survey, folds, search, submission } = tiny;
  try {
    for (const [name, draw] of Object.entries(edaFigures)) {
      checkFigure(draw(survey), name);
    }
    assert.equal(view.imageRows(survey).length, 14);
    checkGallery(await view.labelGallery(survey, dataset, 9), 9);
    checkGallery(await view.labelGallery(survey, dataset, 99), 14);

    checkFigure(view.splitPie(folds), "splitPie");
    checkFigure(view.binBars(folds), "binBars");
    checkFigure(view.ratioBoxes(folds, survey), "ratioBoxes");
    assert.equal(view.balanceRows(folds).length, 4);
    assert.equal(view.binNames(folds).at(-1), "10 % and more");

    const { recipe } = run.config;
    const example = await view.exampleImage(dataset, "p2_0", recipe);
    checkGallery(
      view.operationGallery(example, recipe.augment, 1),
      3 * (recipe.augment.length + 1),
    );
    const draws = view.drawGallery(example, recipe, 1, 5);
    checkGallery(draws, 5);
    assert.deepEqual(view.drawGallery(example, recipe, 1, 5), draws);

    const logs = await view.readFoldLogs(run, 3);
    assert.equal(logs.length, 3);
    checkFigure(view.lossFigure(logs), "loss");
    checkFigure(view.validationFigure(logs), "validation");
    checkFigure(view.learningRateFigure(logs), "learningRate");
    assert.equal((await view.resultRows(run, 3)).length, 3);
    const rows = await view.sampleRows(run, 0);
    assert.ok(rows.length > 0);
    // Image, label and the predictions of both epochs.
    for (const { items } of rows) checkGallery(items, 4);

    for (const [name, draw] of Object.entries(searchFigures)) {
      checkFigure(draw(search), name);
    }
    for (const figure of view.profileFigures(search)) {
      checkFigure(figure, "profile");
    }
    for (const [name, tell] of Object.entries(searchTexts)) {
      assert.doesNotMatch(tell(search), /NaN|undefined|Infinity/, name);
    }
    assert.equal(view.candidateRows(search).length, 2);
    assert.equal(view.comparisonRows(search).length, 3);
    // Whatever was chosen, what a search gains on unseen folds is told.
    // Two images of each patient.
    assert.match(
      view.gainText(search),
      /On folds that did not choose, .* n = 12 images of 6 groups; /,
    );
    const { gain, ...alone } = search;
    assert.equal(view.scoreRows(search).length, gain ? 5 : 4);
    assert.equal(view.scoreRows(alone).length, 4);
    const { worst, won, lost } = await view.caseGallery(
      run,
      dataset,
      search,
      3,
    );
    // Two pictures each: the steps are shown of what lost, too.
    checkGallery(worst, search.shown === 0 ? 3 : 6);
    // Only images that change.
    const changed = (sign: number) =>
      search.images.filter(({ before, prefix }) =>
        Math.sign(prefix.at(-1)! - before) === sign
      ).length;
    checkGallery(won, 2 * Math.min(3, changed(1)));
    checkGallery(lost, 2 * Math.min(3, changed(-1)));
    const id = view.busiestImage(search);
    const steps = await stepsOfImage(run, dataset, search, id);
    const { steps: shown } = search.candidates[search.shown]!;
    const half = JSON.stringify({ name: "threshold", threshold: 0.5 });
    // The map, the mask at threshold 0.5, then what each step makes of them.
    const plain = JSON.stringify(shown[0]) === half ? 0 : 1;
    checkGallery(view.stepGallery(steps), 1 + plain + shown.length);

    checkGallery(await view.contactSheet(submission.path, dataset, 9), 2);
  } finally {
    await Deno.remove(tiny.folder, { recursive: true });
  }
});

/** A survey of one grey image without an object, which has nothing to predict. */
const bare: Survey = {
  version: 1,
  name: "bare",
  kind: "mask_pairs",
  synthetic: false,
  submission: "mask_png",
  fingerprint: "0",
  images: [{
    id: "a",
    group: "a",
    width: 4,
    height: 2,
    channelMean: [7],
    channelDeviation: [1],
    fingerprint: "0",
    look: { hashes: [], thumbnail: "" },
    label: {
      objects: 0,
      objectAreas: [],
      objectsAtBorder: 0,
      touchesBorder: false,
      areaRatio: 0,
      grid: new Array(256).fill(0),
    },
  }],
  unlabelled: [],
  duplicates: [],
  leftOut: [],
};

Deno.test("views draw one grey image without an object", () => {
  for (const [name, draw] of Object.entries(edaFigures)) {
    const figure = draw(bare);
    assert.ok(Array.isArray(figure.data), name);
    assert.doesNotMatch(JSON.stringify(figure), /Infinity|NaN/, name);
  }
  const [row] = view.imageRows(bare);
  assert.equal(row?.largest_px, 0);
  assert.deepEqual([row?.mean_red, row?.mean_blue], [7, 7]);
});

Deno.test("operationGallery() makes each operation happen, whatever its probability", () => {
  const side = 16;
  const data = Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => (i * 37) % 251,
  );
  const mask = Uint8Array.from(
    { length: side * side },
    (_, i) => i % side > 9 ? 1 : 0,
  );
  const sample: LabelledImage = {
    image: { data, width: side, height: side, channels: 3 },
    mask: { data: mask, width: side, height: side },
  };
  const [original, , , flipped] = view.operationGallery(
    { id: "a", ...sample },
    [{ name: "flip_horizontal", probability: 0 }],
    1,
  );
  assert.notDeepEqual(flipped?.picture, original?.picture);
  assert.match(flipped?.title ?? "", /flip horizontal, probability 0/);
});

Deno.test("trainingProgress() follows folds, epochs and scores", () => {
  const follow = view.trainingProgress(4);
  const step = {
    type: "step",
    epoch: 2,
    step: 5,
    steps: 10,
    loss: 0.5,
    learningRate: 0.1,
    secondsLeft: 1,
  } as const;
  assert.equal(follow({ fold: 2, ...step }).done, 0.625);
  const scored = follow({
    fold: 2,
    type: "validation",
    epoch: 2,
    meanDice: 0.75,
    dice: {},
  });
  assert.equal(scored.values["Dice"], 0.75);
  assert.equal(scored.values["fold"], "3 of 4");
  assert.equal(follow({ fold: 3, type: "predicted", images: 3 }).done, 1);
});

Deno.test("leaderboardRows() lists runs that have no scores yet", () => {
  const [row] = view.leaderboardRows([{
    run: "r",
    state: "half-finished",
    recipe: "unet",
  }]);
  assert.equal(row?.["state"], "half-finished");
  assert.equal(row?.["hold-out"], "");
});
