import assert from "node:assert/strict";
import { randomSource } from "../core/mod.ts";
import { averagePrecision } from "./average_precision.ts";
import { PixelCurvesBuilder } from "./pixel_curves.ts";
import { scoreCounts } from "./pixel_score.ts";
import { levelCounts, thresholdCounts } from "./threshold_counts.ts";

/** A map in 16-bit steps that knows something of its truth. */
function image(seed: number, empty = false) {
  const random = randomSource(seed, "pixel curves");
  const size = { width: 30, height: 20 };
  const truth = Uint8Array.from(
    { length: 600 },
    () => empty ? 0 : random.integer(4) === 0 ? 1 : 0,
  );
  const data = Uint16Array.from(
    truth,
    (t) => random.integer(30000) + 20000 * t,
  );
  return { map: { data, ...size }, truth: { data: truth, ...size } };
}

const images = [image(1), image(2), image(3, true)];

function build() {
  const builder = new PixelCurvesBuilder();
  for (const { map, truth } of images) builder.add(levelCounts(map, truth));
  return builder;
}

const close = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

Deno.test("PixelCurvesBuilder gives means over images, as each image's own scores say", () => {
  const { metrics } = build().curves();
  assert.deepEqual(metrics.map(({ name }) => name), [
    "Dice",
    "IoU",
    "F2",
    "Dice of all pixels together",
  ]);
  const asked = [{ name: "dice" }, { name: "iou" }, {
    name: "f_beta",
    beta: 2,
  }] as const;
  for (const [m, metric] of asked.entries()) {
    const scores = images.map(({ map, truth }) =>
      scoreCounts(levelCounts(map, truth), metric)
    );
    for (const i of [0, 77, 150, 400]) {
      const level = Math.round(i * 65535 / 400);
      const mean = scores.reduce((sum, s) => sum + s[level]!, 0) / 3;
      close(metrics[m]!.scores[i]!, mean);
      assert.equal(metrics[m]!.thresholds[i], Math.fround(level / 65535));
    }
  }
});

Deno.test("PixelCurvesBuilder pools pixels as if the images were one", () => {
  const { metrics, precisionRecall } = build().curves();
  const one = {
    map: {
      data: Uint16Array.from(images.flatMap(({ map }) => [...map.data])),
      width: 30,
      height: 60,
    },
    truth: {
      data: Uint8Array.from(images.flatMap(({ truth }) => [...truth.data])),
      width: 30,
      height: 60,
    },
  };
  const counts = thresholdCounts(one.map, one.truth);
  close(precisionRecall.averagePrecision, averagePrecision(counts));
  close(precisionRecall.prevalence, counts.labelled / 1800);
  const dice = scoreCounts(counts, { name: "dice" });
  close(metrics[3]!.scores[120]!, dice[Math.round(120 * 65535 / 400)]!);
});

Deno.test("PixelCurvesBuilder thins the curve of precision and recall, both ends kept", () => {
  const { thresholds, precision, recall } = build().curves().precisionRecall;
  assert.ok(thresholds.length > 150 && thresholds.length <= 402);
  assert.equal(precision.length, thresholds.length + 1);
  assert.deepEqual([recall[0], recall.at(-1), precision.at(-1)], [1, 0, 1]);
  assert.ok(recall.every((r, i) => i === 0 || r <= recall[i - 1]!));
});

Deno.test("PixelCurvesBuilder adds what other threads counted", () => {
  const whole = new PixelCurvesBuilder();
  for (const { map, truth } of images) {
    const part = new PixelCurvesBuilder();
    part.add(levelCounts(map, truth));
    whole.addSums(part.sums());
  }
  assert.deepEqual(whole.curves(), build().curves());
});

Deno.test("PixelCurvesBuilder refuses counts at other levels", () => {
  const map = { data: Uint8Array.of(1), width: 1, height: 1 };
  const truth = { data: Uint8Array.of(1), width: 1, height: 1 };
  assert.throws(
    () => new PixelCurvesBuilder().add(thresholdCounts(map, truth)),
    /65536 levels, current value is 256/,
  );
});
