import assert from "node:assert/strict";
import type { ThresholdFile } from "../stages/mod.ts";
import { exampleSearch } from "./example_values.ts";
import * as view from "./mod.ts";

const search = await exampleSearch();

/** The same with a third axis: the choice in the second slice, the highest point in the third. */
const triplet: ThresholdFile = {
  ...search,
  grid: {
    ...search.grid!,
    grid: {
      kind: "triplet",
      tops: [0.5, 0.6],
      minimumAreas: [0, 9],
      bottoms: [0.2, 0.3, 0.4],
    },
    means: [.5, .5, .5, .6, .8, .5, .5, .79, .5, .5, .5, .9],
    choice: {
      point: 4,
      setting: { top: 0.5, minimumArea: 9, bottom: 0.3 },
      score: 0.8,
      smoothed: 0.7,
    },
    best: { point: 11, score: 0.9 },
  },
};

Deno.test("searchHeatMap() begins at the slice of the choice and marks it and the highest point", () => {
  const figure = view.searchHeatMap(triplet);
  const [slider] = figure.layout.sliders ?? [];
  assert.equal(slider?.active, 1);
  assert.match(JSON.stringify(slider?.currentvalue), /Bottom threshold/);
  const visible = figure.data.filter((trace) =>
    "visible" in trace && trace.visible
  );
  const [shown] = visible;
  assert.equal(visible.length, 1);
  assert.ok(shown && "z" in shown);
  // Rows are tops, columns are areas.
  assert.deepEqual(shown.z, [[.5, .8], [.79, .5]]);
  const [frame] = figure.layout.shapes ?? [];
  assert.deepEqual([frame?.x0, frame?.y0], [0.5, -0.5]);
  assert.match(JSON.stringify(slider?.steps?.[2]?.args?.[1]), /"dash":"dot"/);
  // Both marks are on paper, too.
  assert.equal(figure.still?.layout.shapes?.length, 2);
  assert.equal(figure.still?.data.length, 3);
  assert.match(
    JSON.stringify(figure.layout.title),
    /dotted, at 0.4: the highest point/,
  );
});

Deno.test("profileFigures() shows the choice and the sharper top along each axis", () => {
  const figures = view.profileFigures(triplet);
  assert.deepEqual(
    figures.map(({ layout }) => JSON.stringify(layout.xaxis?.title)).map((
      text,
    ) => /"text":"([^"]*)"/.exec(text)?.[1]),
    ["Top threshold", "Minimum area (px)", "Bottom threshold"],
  );
  for (const { data } of figures) assert.equal(data.length, 3);
  const [through] = figures[2]!.data;
  assert.ok(through && "y" in through);
  assert.deepEqual(through.y, [.6, .8, .5]);
  // An area lies a step from the next one, its marks by their number.
  const [, areas] = figures;
  assert.equal(areas?.layout.xaxis?.type, "category");
  assert.equal(figures[0]?.layout.xaxis?.type, undefined);
  assert.deepEqual(areas.layout.shapes?.map(({ x0 }) => x0), [1]);
  assert.deepEqual(areas.layout.annotations?.map(({ x }) => x), [1]);
  assert.match(view.flatText(triplet), /0.6, 9 px, 0.4\) scores 0.9000/);
});

Deno.test("flatText() says along which axes the values beside the highest point lose much", () => {
  // The top of .9 at (.6, 9 px, .4): .5 at .5, .5 at 0 px, .5 at .3.
  assert.match(
    view.flatText(triplet),
    /coarse along the top threshold and the minimum area and the bottom threshold\*\*: .* more than 0.02/,
  );
  const grid = { ...triplet.grid!, means: triplet.grid!.means.with(10, .89) };
  assert.match(
    view.flatText({ ...triplet, grid }),
    /coarse along the top threshold and the minimum area\*\*/,
  );
  const level = { ...grid, means: grid.means.map(() => .9) };
  assert.doesNotMatch(view.flatText({ ...triplet, grid: level }), /coarse/);
});

Deno.test("views of a search without a grid say so", () => {
  const { grid: _, ...without } = search;
  assert.match(
    JSON.stringify(view.searchHeatMap(without).layout.annotations),
    /no data/,
  );
  assert.deepEqual(view.profileFigures(without), []);
  assert.match(view.flatText(without), /no grid/);
  assert.match(view.comparisonText(without), /fewer than two folds/);
});

Deno.test("comparisonText() says which rule keeps more, and does not hide where it is the highest point", () => {
  const row = {
    fold: 0,
    highest: 1,
    flat: 2,
    highestSeen: 0.9,
    flatSeen: 0.88,
  };
  const tell = (highestScore: number, flatScore: number) =>
    view.comparisonText({
      ...search,
      grid: {
        ...search.grid!,
        comparison: [{ ...row, highestScore, flatScore }],
      },
    });
  assert.match(tell(0.8, 0.85), /in 1 of these .* keeps \+0\.0500/);
  assert.match(tell(0.85, 0.8), /highest point would have done better/);
  assert.match(tell(0.85, 0.85), /what they keep is the same/);
});

Deno.test("shakeUpText() recommends the winner, also where it was not chosen", () => {
  const { shakeUp, candidates } = search;
  const other = (shakeUp.choice + 1) % candidates.length;
  const name = shakeUp.settings[shakeUp.choice]!.name;
  const agreed = { ...search, chosen: shakeUp.choice };
  assert.match(view.shakeUpText(agreed), /and it is what was chosen/);
  const told = view.shakeUpText({ ...search, chosen: other });
  assert.ok(told.includes(`**${name}** wins`));
  assert.ok(told.includes(`what was chosen, ${candidates[other]!.name}, wins`));
});

Deno.test("reliabilityText() says which way the probabilities lean", () => {
  const bin = (from: number, frequency: number) => ({
    from,
    to: from + 0.1,
    pixels: 10,
    confidence: from + 0.05,
    frequency,
  });
  const tell = (bins: ReturnType<typeof bin>[]) =>
    view.reliabilityText({
      ...search,
      reliability: { ...search.reliability, bins },
    });
  assert.match(
    tell([bin(0.5, 0.25)]),
    /too high by 0\.300 .* best threshold above/,
  );
  assert.match(tell([bin(0.5, 0.85)]), /too low by 0\.300 .* below/);
  assert.match(tell([bin(0.5, 0.55)]), /about what they say/);
  assert.match(tell([bin(0, 0)]), /No pixel has a probability between/);
  assert.match(tell([]), /no pixels/);
});

Deno.test("gainText() tells what the others would gain where threshold 0.5 stays", () => {
  const kept = view.gainText({ ...search, chosen: 0, warnings: ["heed"] });
  assert.match(
    kept,
    /^Threshold 0.5 stays.*folds that did not choose, the gain of area search is/,
  );
  assert.match(kept, /\*\*Note:\*\* heed$/);
  const candidates = search.candidates.map(({ gain: _, ...one }) => one);
  const { gain: _, ...unknown } = search;
  const whole = view.gainText({ ...unknown, chosen: 1, candidates });
  assert.match(whole, /the gain of area search is/);
  assert.doesNotMatch(whole, /folds that did not/);
});

Deno.test("candidateRows() tells of constraints where one is missed", () => {
  const met = (asked: ThresholdFile) =>
    view.candidateRows(asked).map((row) => row["meets the constraints"]);
  assert.deepEqual(met(search), [undefined, undefined]);
  const [plain, grid] = search.candidates;
  const candidates = [{ ...plain!, allowed: false }, grid!];
  assert.deepEqual(met({ ...search, candidates }), ["no", "yes"]);
});

Deno.test("gainText() tells of what is chosen the gain of the whole choice, and does not call a sure loss chance", () => {
  const gain = search.candidates[1]!.gain!;
  const lost = { ...gain.interval, mean: -0.02, low: -0.03, high: -0.01 };
  const tell = (interval: typeof lost & { groups?: number }) =>
    view.gainText({ ...search, chosen: 1, gain: { ...gain, interval } });
  const text = tell(lost);
  assert.match(text, /all that was searched and chosen is \*\*−0\.0200/);
  assert.match(text, /images; the choices held fixed\): it loses, and more/);
  assert.match(tell({ ...lost, groups: 3 }), /images of 3 groups; /);
});

Deno.test("views of steps do not show threshold 0.5 twice", () => {
  const step = {
    name: "threshold 0.5",
    score: 0.5,
    gain: 0,
    better: 0,
    worse: 0,
  };
  const kept = { ...search, chosen: 0, shown: 0, pipeline: [step, step] };
  assert.equal(view.stepGainFigure(kept).layout.annotations?.length, 1);
  assert.match(view.stepGainText(kept), /no step but threshold 0.5/);
});

Deno.test("views of steps say whose they are where threshold 0.5 is kept", () => {
  const name = search.candidates[1]!.name;
  const lost = { ...search, chosen: 0, shown: 1 };
  const { title } = view.stepGainFigure(lost).layout;
  assert.match(JSON.stringify(title), new RegExp(`steps of the ${name} would`));
  assert.match(view.stepGainText(lost), new RegExp(`kept; .*of the ${name}, `));
  const taken = { ...search, chosen: 1, shown: 1 };
  assert.doesNotMatch(view.stepGainText(taken), /is kept/);
  const own = search.candidates.map((one) => ({
    ...one,
    name: "recipe's steps",
  }));
  const text = view.stepGainText({ ...lost, candidates: own });
  assert.match(text, /these are the recipe's steps, which were not taken/);
});

Deno.test("views of images show what lost where threshold 0.5 is kept", () => {
  const images = search.images.map((image, i) => ({
    ...image,
    before: 0.5,
    after: 0.5,
    prefix: [0.4, i === 0 ? 0.7 : 0.3],
  }));
  const lost = { ...search, images, chosen: 0, shown: 1 };
  const [points] = view.beforeAfterFigure(lost).data;
  assert.ok(points && "y" in points);
  assert.deepEqual(points.y, [0.7, 0.3, 0.3, 0.3, 0.3]);
  assert.match(
    view.beforeAfterText(lost),
    /^Threshold 0.5 is kept. With the steps of the .* 1 of 5 images win, most image_.*; 4 lose/,
  );
  const kept = { ...lost, chosen: 1, shown: 1 };
  assert.match(view.beforeAfterText(kept), /^0 of 5 images win; 0 lose; 5/);
});

Deno.test("stepGainText() tells gains from noise and from harm", () => {
  const step = (name: string, low: number, high: number, better = 1) => ({
    name,
    score: 0.5,
    gain: (low + high) / 2,
    interval: { low, high },
    better,
    worse: 0,
  });
  const text = view.stepGainText({
    ...search,
    pipeline: [
      { name: "threshold 0.5", score: 0.5, gain: 0, better: 0, worse: 0 },
      step("a", 0.1, 0.2),
      step("b", -0.1, 0.2),
      step("c", -0.2, -0.1),
      step("d", 0, 0, 0),
    ],
  });
  assert.equal(
    text,
    "More than chance would give: a (+0.1500). Within noise: b (+0.0500). Harmful where it stands: c (−0.1500). Changes no score here: d.",
  );
});

Deno.test("settingFigures() draws the best score of each value that was tried", () => {
  const figures = view.settingFigures({
    ...search,
    settings: {
      method: "random",
      space: { "0.closingSide": [3, 5], "1": [true, false] },
      start: { "0.closingSide": 3, "1": true },
      choice: { "0.closingSide": 5, "1": true },
      mean: 0.7,
      evaluated: [
        { setting: { "0.closingSide": 3, "1": true }, mean: 0.5 },
        { setting: { "0.closingSide": 3, "1": false }, mean: 0.6 },
        { setting: { "0.closingSide": 5, "1": true }, mean: 0.7 },
      ],
    },
  });
  assert.equal(figures.length, 1);
  const [line] = figures[0]!.data;
  assert.ok(line && "y" in line);
  assert.deepEqual(line.y, [0.6, 0.7]);
});

const unused: ThresholdFile = {
  ...search,
  settings: {
    steps: [
      { name: "close", element: { shape: "disc", radius: 2 } },
      { name: "remove_small", minimumArea: 50 },
    ],
    method: "coordinate",
    space: { "0": [true, false], "0.element.radius": [1, 2] },
    start: { "0": true, "0.element.radius": 2 },
    choice: { "0": false, "0.element.radius": 1 },
    mean: 0.9,
    evaluated: [
      { setting: { "0": true, "0.element.radius": 1 }, mean: 0.6 },
      { setting: { "0": true, "0.element.radius": 2 }, mean: 0.5 },
      { setting: { "0": false, "0.element.radius": 1 }, mean: 0.9 },
      { setting: { "0": false, "0.element.radius": 2 }, mean: 0.9 },
    ],
  },
};

Deno.test("settingFigures() leaves out what was scored without the setting's step", () => {
  const [figure, ...others] = view.settingFigures(unused);
  assert.equal(others.length, 0);
  const [line] = figure!.data;
  assert.ok(line && "y" in line);
  assert.deepEqual(line.y, [0.6, 0.5]);
  // No value of a step that is not used is chosen.
  assert.deepEqual(figure!.layout.shapes ?? [], []);
  assert.match(JSON.stringify(figure!.layout.title), /radius of close/);
});

Deno.test("settingText() calls settings by what they do", () => {
  assert.match(
    view.settingText(unused),
    /changes close from used to not used, radius of close from 2 to 1\./,
  );
});
