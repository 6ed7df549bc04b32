import assert from "node:assert/strict";
import { InputError } from "../core/mod.ts";
import { parseRecipe } from "./parse_recipe.ts";
import { unetBaseline } from "./unet_baseline.ts";
import { valueAt } from "./value_at.ts";

/** The whole refusal, without its beginning. */
function refusal(recipe: unknown): string {
  let text = "";
  assert.throws(() => parseRecipe(recipe), (error) => {
    assert(error instanceof InputError);
    text = error.message;
    return true;
  });
  const start = "Cannot read the recipe: ";
  assert(text.startsWith(start), text);
  return text.slice(start.length);
}

const area = unetBaseline.search;
const tops = {
  tops: [0.5, 0.7],
  minimumAreas: [0, 9],
  bottoms: [0.2, 0.3],
  fillHoles: false,
};
const threshold = { name: "threshold", threshold: 0.5 };
const after = (step: unknown) => ({ postprocess: [threshold, step] });
const search = (changes: object) => ({ search: { ...area, ...changes } });
const closeWith = (element: unknown) => after({ name: "close", element });

Deno.test("parseRecipe() says of each refusal where, what must be, and what is", () => {
  const methods = '"area", "hysteresis", "triplet", "steps"';
  const axis = "a list of 1 or more, each a number above 0 and below 1";
  for (
    const [changes, ...faults] of [
      [
        search({ method: "triplets" }),
        `search.method must be one of ${methods}, current value is "triplets", did you mean "triplet"?`,
      ],
      [
        { search: { ...tops, method: 3 } },
        `search.method must be one of ${methods}, current value is 3`,
      ],
      [
        search({ method: "hysteresis" }),
        `search.tops must be ${axis}, current value is none`,
        `search.bottoms must be ${axis}, current value is none`,
        'search must have no unknown key, current value is "thresholds"',
      ],
      [
        search({ tolerence: 0.1 }),
        'search must have no unknown key, current value is "tolerence", did you mean "tolerance"?',
      ],
      [
        search({ thresholds: [0.5, 0.4] }),
        "search.thresholds must rise, current value is [0.5,0.4]",
      ],
      [
        search({ thresholds: [] }),
        `search.thresholds must be ${axis}, current value is []`,
      ],
      [
        search({ fillHoles: 1 }),
        "search.fillHoles must be true or false, current value is 1",
      ],
      [
        search({ boards: { public: 0, private: 1.5 } }),
        "search.boards.public must be a whole number above 0, current value is 0",
        "search.boards.private must be a whole number above 0, current value is 1.5",
      ],
      [{ search: "area" }, 'search must be an object with "method" one of'],
      [
        search({ settings: { method: "coord", space: {} } }),
        'search.settings.method must be "coordinate" or "random", current value is "coord"',
      ],
      [
        search({ settings: { method: "random", space: { "0.a": [1, null] } } }),
        'search.settings.space["0.a"].1 must be a number or a text or true or false, current value is null',
      ],
      [
        search({ metric: { name: "dise" } }),
        'search.metric.name must be one of "dice", "iou", "f_beta", "precision", "recall", current value is "dise", did you mean "dice"?',
      ],
      [
        after({ name: "fill_holes", backgroundConnectivity: 6 }),
        "postprocess.1.backgroundConnectivity must be 4 or 8, current value is 6",
      ],
      [
        after({ name: "fill_holes", backgroundConectivity: 8 }),
        'postprocess.1 must have no unknown key, current value is "backgroundConectivity", did you mean "backgroundConnectivity"?',
      ],
      [
        { postprocess: [{ name: "threshold", treshold: 0.5 }] },
        "postprocess.0.threshold must be a number from 0 to 1 or a list of 1 or more, each a number from 0 to 1, current value is none",
        'current value is "treshold", did you mean "threshold"?',
      ],
      [
        { postprocess: [{ name: "treshold", threshold: 0.5 }] },
        'postprocess.0.name must be one of "multiply_class_score",',
        'current value is "treshold", did you mean "threshold"?',
      ],
      [
        after({ name: "remove_small", minimumArea: [10, "a"] }),
        'postprocess.1.minimumArea.1 must be a number from 0, current value is "a"',
      ],
      [
        after({ name: "remove_small", minimumArea: "10" }),
        "postprocess.1.minimumArea must be a number from 0 or a list of 1 or more, each a number from 0, " +
        'current value is "10"',
      ],
      [
        { postprocess: [{ name: "threshold", threshold: NaN }] },
        "current value is NaN",
      ],
      [
        { postprocess: [{ name: "hysteresis", low: 0.6, high: 0.3 }] },
        "postprocess.0.low must not be above high, current value is 0.6",
      ],
      [{ postprocess: [null] }, "postprocess.0 must be an object with"],
      [{ postprocess: ["threshold"] }, 'current value is "threshold"'],
      [{ postprocess: {} }, "postprocess must be a list, each an object with"],
      [
        { postprocess: [threshold, threshold] },
        "postprocess must have any of multiply_class_score,",
      ],
      [
        closeWith({ shape: "sqare", side: 3 }),
        'postprocess.1.element.shape must be one of "square", "disc", "rows", current value is "sqare", did you mean "square"?',
      ],
      [
        closeWith({ shape: "square", sid: 3 }),
        'postprocess.1.element must have no unknown key, current value is "sid", did you mean "side"?',
      ],
      [
        closeWith({ shape: "square", side: 1e9 }),
        "postprocess.1.element.side must be a whole number from 1 to 16385, current value is 1000000000",
      ],
      [
        closeWith({ shape: "disc", radius: 8193 }),
        "postprocess.1.element.radius must be a whole number from 0 to 8192, current value is 8193",
      ],
      [
        closeWith({ shape: "rows", rows: ["01", "2"] }),
        'postprocess.1.element.rows.1 must be a text of 0 and 1, current value is "2"',
      ],
      [
        { input: { ...unetBaseline.input, channels: 2 } },
        "input.channels must be 1 or 3, current value is 2",
      ],
      [{ name: "" }, 'name must be snake_case, current value is ""'],
      [
        { title: "" },
        'title must be a text that is not empty, current value is ""',
      ],
      [
        { loss: [{ name: "dise", weight: 1 }] },
        'loss.0.name must be one of "bce",',
        'current value is "dise", did you mean "dice"?',
      ],
      [{ model: 7 }, "model must be an object with name, widths or"],
      [
        { model: { name: "unet", widths: [8] } },
        "model.widths must be a list of 2 or more, each a whole number above 0, current value is [8]",
      ],
      [
        { inference: { checkpoint: "first", flips: [] } },
        'inference.checkpoint must be "last" or "best", current value is "first"',
        "inference.flips must be a list of 1 or more, each one of",
      ],
    ] as [object, ...string[]][]
  ) {
    const told = refusal({ ...unetBaseline, ...changes });
    for (const fault of faults) assert(told.includes(fault), told);
    for (const one of told.split("; ")) {
      assert.match(one, /^[\w."[\]]+ must .+, current value is /, told);
    }
    // A name that is like none is not guessed at.
    assert.doesNotMatch(told, /"thresholds", did/, told);
    assert.doesNotMatch(told, /Invalid|expected|received|Too /, told);
  }
});

/** Places and values that hold every kind of key that a recipe knows. */
const whole: Record<string, unknown>[] = [
  { ...unetBaseline },
  { search: { method: "hysteresis", ...tops, connectivity: 8 } },
  {
    search: {
      ...area,
      metric: { name: "f_beta", beta: 1, policy: "siim" },
      constraints: [{ metric: { name: "recall" }, atLeast: 0.5 }],
      tolerance: 0.01,
      settings: { method: "random", space: {}, rounds: 2, samples: 3 },
      boards: { public: 1, private: 2 },
    },
    postprocess: [
      {
        name: "cascade",
        stages: [{ high: 0.35, lower: 0.25, drop: 0.1, ratio: 0.4 }],
        closingSide: 9,
        minimumArea: 150,
        enough: 9,
        emptyAbove: 0.5,
      },
      { name: "keep_largest", count: 2, connectivity: 4 },
      { name: "fill_edge", sides: "every", backgroundConnectivity: 4 },
      { name: "close", element: { shape: "disc", radius: 1 } },
      { name: "erode", element: { shape: "rows", rows: ["1"] } },
      { name: "cut_touching", minimumDistance: 7 },
      { name: "remove_edge_rows", top: 2, bottom: 0 },
    ],
  },
  {
    model: {
      encoder: "resnet34",
      decoder: "unet",
      attention: "scse",
      deepSupervision: 2,
      classificationHead: { classes: 1, pooling: "avg", dropout: 0.1 },
    },
    training: {
      ...unetBaseline.training,
      precision: "float32",
      average: { name: "ema", decay: 0.9 },
      auxiliaryLoss: {
        deepSupervision: { weights: [1, 1], reduction: "max", fade: "none" },
        classification: [{ name: "bce", weight: 1, smoothing: 0.1 }],
      },
    },
    optimizer: {
      name: "sgd",
      learningRate: 1,
      weightDecay: 0,
      momentum: 0.9,
      nesterov: true,
      groups: [{ match: "a", learningRateFactor: 1, frozen: true }],
    },
    schedule: {
      name: "one_cycle",
      warmUpEpochs: 0,
      riseShare: 0.3,
      momentum: { lowest: 0.1, highest: 0.9 },
    },
  },
];

/** Paths of all keys of the objects in a value. */
function keysOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...(Array.isArray(value) ? [] : [[...path, key]]),
    ...keysOf(child, [...path, key]),
  ]);
}

Deno.test("parseRecipe() answers every key of a recipe, mistyped, with that key", () => {
  let tried = 0;
  for (const changes of whole) {
    const recipe = { ...unetBaseline, ...changes };
    parseRecipe(recipe);
    // By these the others are known.
    const keys = keysOf(changes).filter((path) =>
      !["name", "shape", "method"].includes(path.at(-1)!)
    );
    for (const path of keys) {
      const key = path.at(-1)!;
      // A letter left out, and a letter too much.
      for (const wrong of [key.slice(0, 2) + key.slice(3), `${key}x`]) {
        if (wrong.length < 3 || wrong === key) continue;
        const copy = structuredClone(recipe);
        const parent = valueAt(copy, path.slice(0, -1)) as object;
        Reflect.set(parent, wrong, valueAt(parent, [key]));
        Reflect.deleteProperty(parent, key);
        const told = refusal(copy);
        const said = `current value is "${wrong}", did you mean "${key}"?`;
        assert(told.includes(said), `${path.join(".")}: ${told}`);
        tried++;
      }
    }
  }
  assert(tried > 150, `${tried}`);
});
