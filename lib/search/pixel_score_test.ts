import assert from "node:assert/strict";
import {
  type Confusion,
  confusionFromAreas,
  dice,
  emptyPolicies,
  type EmptyPolicy,
  fBeta,
  iou,
  precision,
  recall,
} from "../metrics/mod.ts";
import { type PixelMetric, scoreCounts } from "./pixel_score.ts";

const metrics: [
  PixelMetric,
  (counts: Confusion, policy: EmptyPolicy) => number,
][] = [
  [{ name: "dice" }, dice],
  [{ name: "iou" }, iou],
  [{ name: "precision" }, precision],
  [{ name: "recall" }, recall],
  [{ name: "f_beta" }, (counts, policy) => fBeta(counts, 2, policy)],
  [{ name: "f_beta", beta: .5 }, (counts, policy) => fBeta(counts, .5, policy)],
  [{ name: "f_beta", beta: 0 }, (counts, policy) => fBeta(counts, 0, policy)],
];

Deno.test("scoreCounts() is lib/metrics' score for all counts up to 4 pixels, under every rule of empty masks", () => {
  for (const policy of emptyPolicies) {
    for (const [metric, expected] of metrics) {
      for (let labelled = 0; labelled <= 4; labelled++) {
        const points: [predicted: number, both: number][] = [];
        for (let predicted = 0; predicted <= 4; predicted++) {
          const most = Math.min(predicted, labelled);
          const least = Math.max(0, predicted + labelled - 4);
          for (let both = least; both <= most; both++) {
            points.push([predicted, both]);
          }
        }
        const counts = {
          predicted: Int32Array.from(points, ([predicted]) => predicted),
          both: Int32Array.from(points, ([, both]) => both),
          labelled,
          pixels: 4,
        };
        const scores = scoreCounts(counts, { ...metric, policy });
        points.forEach(([predicted, both], i) => {
          const whole = confusionFromAreas(both, predicted, labelled, 4);
          const score = expected(whole, policy);
          const same = Object.is(scores[i], score) ||
            Math.abs(scores[i]! - score) < 1e-15;
          assert.ok(
            same,
            `${policy} ${
              JSON.stringify(metric)
            } of ${both}, ${predicted}, ${labelled}: ${scores[i]}, ${score}`,
          );
        });
      }
    }
  }
});

Deno.test("scoreCounts() refuses a beta that is negative or no number", () => {
  const counts = {
    predicted: Int32Array.of(1),
    both: Int32Array.of(1),
    labelled: 1,
    pixels: 1,
  };
  for (const beta of [-1, NaN, Infinity]) {
    assert.throws(() => scoreCounts(counts, { name: "f_beta", beta }), {
      name: "InputError",
      message:
        `Cannot compute F-beta: beta must be 0 or more, current value is ${beta}`,
    });
  }
});
