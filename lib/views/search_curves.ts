import { type Figure, lines } from "../plots/mod.ts";
import type { ThresholdFile } from "../stages/threshold_file.ts";
import { metricTitle, searchBasis } from "./search_text.ts";

/** The chosen threshold, where one step has one. */
function chosenThreshold({ steps }: ThresholdFile): number | undefined {
  for (const step of steps) {
    if (step.name === "threshold" && typeof step.threshold === "number") {
      return step.threshold;
    }
  }
  return undefined;
}

/** Where the highest value lies; 0 where there is none. */
function highest(values: readonly number[]): number {
  return values.reduce((best, v, i) => v > values[best]! ? i : best, 0);
}

/** The range of thresholds around the top that lose no more than the tolerance. */
function flatRange(
  { thresholds, scores }: {
    readonly thresholds: readonly number[];
    readonly scores: readonly number[];
  },
  tolerance: number,
): readonly [number, number] {
  const top = highest(scores);
  const level = scores[top]! - tolerance;
  let [from, to] = [top, top];
  while (from > 0 && scores[from - 1]! >= level) from--;
  while (to < scores.length - 1 && scores[to + 1]! >= level) to++;
  return [thresholds[from]!, thresholds[to]!];
}

/**
 * Mean scores at every threshold, before any post-processing: the searched metric and its neighbours, each image
 * counting alike, and Dice of all pixels together.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { thresholdCurve } from "./search_curves.ts";
 *
 * if (thresholdCurve(await exampleSearch()).data.length < 4) throw new Error();
 * ```
 */
export function thresholdCurve(search: ThresholdFile): Figure {
  const { pixelCurves, curve, metric } = search;
  const chosen = chosenThreshold(search);
  const others = pixelCurves.metrics.filter(({ name }) =>
    name !== metricTitle(metric)
  );
  return lines({
    title: "Scores at every threshold, nothing removed, nothing filled",
    note: "means over images where not said otherwise",
    x: { label: "Threshold", range: [0, 1] },
    y: { label: "Score", range: [0, 1] },
    series: [
      {
        name: `${metricTitle(metric)} (searched)`,
        x: curve.thresholds,
        y: curve.scores,
        points: false,
      },
      ...others.map(({ name, thresholds, scores }) => ({
        name,
        x: thresholds,
        y: scores,
        points: false,
        dashed: true,
      })),
    ],
    marks: chosen === undefined
      ? [{ x: 0.5, label: "0.5" }]
      : [{ x: chosen, label: `chosen ${chosen}` }],
    basis: searchBasis(search),
  });
}

/**
 * What the threshold curve shows: its top, how far one can go without loss, and what the other scores would choose.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { curveText } from "./search_curves.ts";
 *
 * if (!curveText(await exampleSearch()).includes("is highest at")) throw new Error();
 * ```
 */
export function curveText(search: ThresholdFile): string {
  const { pixelCurves, curve, metric, before } = search;
  const top = highest(curve.scores);
  const [from, to] = flatRange(curve, 0.005);
  const name = metricTitle(metric);
  const others = pixelCurves.metrics.filter((one) => one.name !== name).map(
    ({ name, thresholds, scores }) =>
      `${name} at ${thresholds[highest(scores)]!.toFixed(2)}`,
  );
  return `Mean ${name} is highest at threshold **${
    curve.thresholds[top]!.toFixed(2)
  }** (${curve.scores[top]!.toFixed(4)}, at 0.5 it is ${
    before.toFixed(4)
  }); from ${from.toFixed(2)} to ${
    to.toFixed(2)
  } it is within 0.005 of that. Highest elsewhere: ${others.join(", ")}.`;
}

/**
 * Precision over recall of all pixels together, one point a threshold.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { precisionRecallFigure } from "./search_curves.ts";
 *
 * if (precisionRecallFigure(await exampleSearch()).data.length !== 2) throw new Error();
 * ```
 */
export function precisionRecallFigure(search: ThresholdFile): Figure {
  const { precisionRecall: curve } = search.pixelCurves;
  // Lines want rising positions; recall falls with the threshold.
  return lines({
    title: "Precision and recall of the pixels",
    note: `average precision ${curve.averagePrecision.toFixed(4)}`,
    x: { label: "Recall", range: [0, 1] },
    y: { label: "Precision", range: [0, 1.02] },
    series: [
      {
        name: "model",
        x: curve.recall.toReversed(),
        y: curve.precision.toReversed(),
        points: false,
      },
      {
        name: "guessing",
        x: [0, 1],
        y: [curve.prevalence, curve.prevalence],
        points: false,
        dashed: true,
        color: 6,
      },
    ],
    basis: searchBasis(search),
  });
}

/**
 * What the curve of precision and recall shows.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { precisionRecallText } from "./search_curves.ts";
 *
 * if (!precisionRecallText(await exampleSearch()).includes("Average precision")) throw new Error();
 * ```
 */
export function precisionRecallText({ pixelCurves }: ThresholdFile): string {
  const { averagePrecision, prevalence, precision, recall } =
    pixelCurves.precisionRecall;
  const balance = precision.reduce(
    (best, p, i) =>
      Math.abs(p - recall[i]!) < Math.abs(precision[best]! - recall[best]!)
        ? i
        : best,
    0,
  );
  const precise = recall.reduce(
    (best, r, i) => precision[i]! >= 0.95 && r > best ? r : best,
    0,
  );
  return `Average precision is **${
    averagePrecision.toFixed(4)
  }**; who guesses has ${
    prevalence.toFixed(4)
  }, the share of foreground. Precision and recall meet at ${
    precision[balance]!.toFixed(3)
  }; with a precision of 0.95 or more ${
    precise > 0
      ? `${(100 * precise).toFixed(1)} % of the foreground is found`
      : "nothing is found"
  }.`;
}
