import assert from "node:assert/strict";
import {
  accuracy,
  classConfusions,
  type ClassCounts,
  classMeans,
  classScores,
  type Confusion,
  confusion,
  confusionMatrix,
  type CountMetric,
  dice,
  emptyPolicies,
  fBeta,
  iou,
  labelConfusions,
  maskOfClass,
  precision,
  recall,
  reduceScores,
  type Reduction,
  specificity,
} from "./mod.ts";
import { classCase, CLASSES, labelCase, VOID } from "./test_cases.ts";
import { assertNear, type Numbers, readOracle } from "./test_numbers.ts";

interface MetricNumbers {
  /** One a reduction. */
  readonly emptyIsOne: Numbers;
  /** Each class over all images. */
  readonly classes: Numbers;
  /** Macro and macro-imagewise without NaN. */
  readonly skipping: Numbers;
  /** How many NaN those two left out. */
  readonly skipped: Numbers;
}

const metrics = {
  dice,
  iou,
  precision,
  recall,
  specificity,
  accuracy,
  f2: (counts, policy) => fBeta(counts, 2, policy),
} satisfies Record<string, CountMetric>;

type Expected = Record<keyof typeof metrics, MetricNumbers>;
const expected = await readOracle<
  { classes: Expected[]; labels: Expected[] }
>("classes.json");

const reductions: readonly Reduction[] = [
  "micro",
  "macro",
  "micro-imagewise",
  "macro-imagewise",
];

function assertScores(images: ClassCounts, wanted: Expected, about: string) {
  for (const name of Object.keys(metrics) as (keyof typeof metrics)[]) {
    const metric = metrics[name];
    const numbers = wanted[name];
    assertNear(
      reductions.map((reduction) =>
        reduceScores(images, metric, { reduction, policy: "emptyIsOne" }).mean
      ),
      numbers.emptyIsOne,
      1e-7,
      `${about}, ${name}, emptyIsOne`,
    );
    const policy = "emptyIsNaN";
    assertNear(
      classScores(images, metric, policy),
      numbers.classes,
      1e-7,
      `${about}, ${name}, classes`,
    );
    const [macro, imagewise] = (["macro", "macro-imagewise"] as const).map(
      (reduction) => reduceScores(images, metric, { reduction, policy }),
    );
    assertNear(
      [macro!.mean, imagewise!.mean],
      numbers.skipping,
      1e-7,
      `${about}, ${name}, means that skip`,
    );
    assertNear(
      [macro!.skipped, imagewise!.skipped],
      numbers.skipped,
      1e-7,
      `${about}, ${name}, skipped`,
    );
    assert.equal(macro!.used + macro!.skipped, CLASSES);
    assert.equal(imagewise!.used + imagewise!.skipped, CLASSES * images.length);
  }
}

Deno.test("scores of class maps with void pixels equal segmentation_models.pytorch", () => {
  expected.classes.forEach((wanted, seed) => {
    const images = classCase(seed).map(({ p, t }) =>
      classConfusions(confusionMatrix(p, t, CLASSES, { ignoreLabel: VOID }))
    );
    assertScores(images, wanted, `class case ${seed}`);
  });
});

Deno.test("scores of overlapping labels equal segmentation_models.pytorch", () => {
  expected.labels.forEach((wanted, seed) => {
    const { p, t } = labelCase(seed);
    const images = p.map((one, i) => labelConfusions(one, t[i]!));
    assertScores(images, wanted, `label case ${seed}`);
  });
});

Deno.test("classConfusions() equals confusion() of each class's masks, with an ignore mask", () => {
  for (let seed = 0; seed < 25; seed++) {
    for (const { p, t } of classCase(seed)) {
      const ignore = maskOfClass(t, VOID);
      const wanted = Array.from(
        { length: CLASSES },
        (_, c) => confusion(maskOfClass(p, c), maskOfClass(t, c), { ignore }),
      );
      assert.deepEqual(
        classConfusions(confusionMatrix(p, t, CLASSES, { ignore })),
        wanted,
      );
      const masks = (from: typeof p) =>
        wanted.map((_, c) => maskOfClass(from, c));
      assert.deepEqual(labelConfusions(masks(p), masks(t), { ignore }), wanted);
    }
  }
});

Deno.test("confusion() counts only pixels that are not ignored", () => {
  const row = (...data: number[]) => ({
    data: Uint8Array.from(data),
    width: data.length,
    height: 1,
  });
  const counts = confusion(
    row(1, 1, 0, 0, 255, 1),
    row(1, 0, 1, 0, 1, 1),
    { ignore: row(0, 0, 0, 0, 0, 7) },
  );
  assert.deepEqual(counts, {
    truePositive: 2,
    falsePositive: 1,
    falseNegative: 1,
    trueNegative: 1,
  });
  assert.throws(
    () => confusion(row(1), row(1), { ignore: row(1, 0) }),
    /the ignore mask's size must be 1x1, current value is 2x1/,
  );
});

const counts = (
  truePositive: number,
  falsePositive: number,
  falseNegative: number,
  trueNegative: number,
): Confusion => ({ truePositive, falsePositive, falseNegative, trueNegative });

Deno.test("each policy decides what each metric makes of 0/0, and nothing else", () => {
  const bothEmpty = counts(0, 0, 0, 9);
  const noPrediction = counts(0, 0, 4, 5);
  const noTruth = counts(0, 4, 0, 5);
  const bothFull = counts(9, 0, 0, 0);
  const fullTruth = counts(5, 0, 4, 0);
  const nothing = counts(0, 0, 0, 0);
  // siim, emptyIsOne, emptyIsNaN.
  const undecided = { bothEmpty: [1, 1, NaN], oneEmpty: [0, 1, NaN] };
  const zero = [0, 0, 0];
  const f2 = metrics.f2;
  const cases: [CountMetric, Confusion, number[]][] = [
    ...[dice, iou, f2].flatMap((
      metric,
    ): [CountMetric, Confusion, number[]][] => [
      [metric, bothEmpty, undecided.bothEmpty],
      [metric, noPrediction, zero],
      [metric, noTruth, zero],
    ]),
    [precision, bothEmpty, undecided.bothEmpty],
    [precision, noPrediction, undecided.oneEmpty],
    [precision, noTruth, zero],
    [recall, bothEmpty, undecided.bothEmpty],
    [recall, noPrediction, zero],
    [recall, noTruth, undecided.oneEmpty],
    [specificity, bothEmpty, [1, 1, 1]],
    [specificity, bothFull, undecided.bothEmpty],
    [specificity, fullTruth, undecided.oneEmpty],
    [accuracy, bothEmpty, [1, 1, 1]],
    [accuracy, nothing, undecided.bothEmpty],
  ];
  for (const [metric, one, wanted] of cases) {
    emptyPolicies.forEach((policy, i) =>
      assert.equal(
        metric(one, policy),
        wanted[i],
        `${metric.name} of ${JSON.stringify(one)}, ${policy}`,
      )
    );
  }
});

Deno.test("fBeta() is Dice for 1 and precision for 0, and refuses what is no weight", () => {
  const one = counts(3, 2, 5, 1);
  assert.equal(fBeta(one, 1), dice(one));
  assert.equal(fBeta(one, 0), precision(one));
  for (const beta of [-1, NaN, Infinity]) {
    assert.throws(() => fBeta(one, beta), {
      name: "InputError",
      message: /beta must be 0 or more/,
    });
  }
});

Deno.test("reduceScores() of chosen classes leaves the others out", () => {
  const images = [
    [counts(9, 0, 0, 1), counts(1, 1, 1, 7), counts(0, 0, 0, 10)],
    [counts(8, 1, 1, 0), counts(0, 0, 1, 9), counts(0, 0, 0, 10)],
  ];
  const options = { classes: [1, 2], policy: "emptyIsNaN" } as const;
  assert.deepEqual(
    reduceScores(images, dice, { ...options, reduction: "macro-imagewise" }),
    { mean: 0.25, used: 2, skipped: 2 },
  );
  assert.deepEqual(
    reduceScores(images, dice, { ...options, reduction: "macro" }),
    { mean: 0.4, used: 1, skipped: 1 },
  );
  assert.deepEqual(classMeans(images, dice, "siim")[2], {
    mean: 1,
    used: 2,
    skipped: 0,
  });
  const macro = { reduction: "macro" } as const;
  assert.throws(
    () => reduceScores(images, dice, { ...macro, classes: [3] }),
    /below 3, current value is 3/,
  );
  assert.throws(
    () => reduceScores([images[0]!, []], dice, macro),
    /must have 3 classes, current value is 0 in image 1/,
  );
});

Deno.test("confusionMatrix() refuses a class that is not there, with its place", () => {
  const map = (...data: number[]) => ({
    data: Uint8Array.from(data),
    width: 2,
    height: 2,
  });
  assert.throws(
    () => confusionMatrix(map(0, 0, 0, 0), map(0, 1, 0, 255), 2),
    /the truth must be below 2, current value is 255 at row 1, column 1/,
  );
  assert.throws(
    () => confusionMatrix(map(0, 2, 0, 0), map(0, 1, 0, 0), 2),
    /the prediction must be below 2, current value is 2 at row 0, column 1/,
  );
  assert.throws(
    () =>
      labelConfusions([map(0, 0, 0, 0)], [map(0, 0, 0, 0), map(0, 0, 0, 0)]),
    /must be 2 predicted masks, current value is 1/,
  );
});
