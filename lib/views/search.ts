import type { Dataset } from "../datasets/mod.ts";
import {
  boxPlot,
  type Figure,
  type GalleryItem,
  heatMap,
  lines,
  overlayComparison,
  scatter,
  type TableValue,
} from "../plots/mod.ts";
import { postprocess } from "../postprocess/mod.ts";
import type { Run } from "../run/mod.ts";
import {
  chosenPostprocess,
  readOutOfFoldImage,
  type ThresholdFile,
} from "../stages/search.ts";
import { recordsOf } from "../stages/survey.ts";

const basis = ({ images }: ThresholdFile) =>
  `n = ${images.length} images, out-of-fold`;

/**
 * Mean Dice at every threshold, before any post-processing.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { thresholdCurve } from "./search.ts";
 *
 * if (thresholdCurve(await exampleSearch()).data.length === 0) throw new Error();
 * ```
 */
export function thresholdCurve(search: ThresholdFile): Figure {
  const { curve, choice, plateau } = search;
  return lines({
    title: "Mean Dice at every threshold",
    note: `${plateau.thresholds[0]} to ${
      plateau.thresholds[1]
    } is within ${plateau.tolerance} of the best`,
    x: { label: "Threshold" },
    y: { label: "Mean Dice", range: [0, 1] },
    series: [{
      name: "no post-processing",
      x: curve.thresholds,
      y: curve.meanDice,
      points: false,
    }],
    marks: [{ x: choice.threshold, label: `chosen ${choice.threshold}` }],
    basis: basis(search),
  });
}

/**
 * Mean Dice over the grid of threshold and minimum area (pixels of the original image), the choice marked.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { searchHeatMap } from "./search.ts";
 *
 * if (searchHeatMap(await exampleSearch()).layout.annotations?.length !== 1) throw new Error();
 * ```
 */
export function searchHeatMap(search: ThresholdFile): Figure {
  const { thresholds, minimumAreas, meanDice, choice } = search;
  return heatMap({
    title: "Mean Dice over threshold and minimum area",
    ...(search.fillHoles ? { note: "holes filled" } : {}),
    x: { label: "Minimum area", unit: "px" },
    y: { label: "Threshold" },
    z: { label: "Mean Dice" },
    columns: minimumAreas.map(String),
    rows: thresholds.map(String),
    values: meanDice,
    basis: basis(search),
    digits: 3,
    optimum: {
      row: thresholds.indexOf(choice.threshold),
      column: minimumAreas.indexOf(choice.minimumArea),
      label: "chosen",
    },
  });
}

/**
 * Each image's Dice before and after, those that lost below the diagonal.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { beforeAfterFigure } from "./search.ts";
 *
 * const { layout } = beforeAfterFigure(await exampleSearch());
 * if (!JSON.stringify(layout).includes("n = 5 images")) throw new Error();
 * ```
 */
export function beforeAfterFigure(search: ThresholdFile): Figure {
  return scatter({
    title: "Each image before and after",
    x: { label: "Dice at threshold 0.5", range: [0, 1] },
    y: { label: "Dice at the choice", range: [0, 1] },
    of: "images",
    series: [{
      name: "images",
      x: search.images.map(({ before }) => before),
      y: search.images.map(({ after }) => after),
      labels: search.images.map(({ id }) => id),
    }],
    diagonal: true,
  });
}

/**
 * Dice of the images of each fold, at the choice.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { foldBoxes } from "./search.ts";
 *
 * if (foldBoxes(await exampleSearch()).data.length !== 2) throw new Error();
 * ```
 */
export function foldBoxes(search: ThresholdFile): Figure {
  const folds = [...new Set(search.images.flatMap(({ fold }) => fold ?? []))]
    .sort((a, b) => a - b);
  return boxPlot({
    title: "Dice of the images, fold by fold",
    x: { label: "Fold" },
    y: { label: "Dice at the choice", range: [0, 1] },
    of: "images",
    groups: folds.map((fold) => ({
      name: `fold ${fold}`,
      values: search.images.filter((image) => image.fold === fold).map((
        { after },
      ) => after),
    })),
  });
}

/**
 * Scores before and after, and of masks that look at nothing, a row each.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { scoreRows } from "./search.ts";
 *
 * const rows = scoreRows(await exampleSearch());
 * if (rows[2]?.["prediction"] !== "threshold 0.5") throw new Error();
 * ```
 */
export function scoreRows(search: ThresholdFile): Record<string, TableValue>[] {
  const { before, after, baselines, gain, choice, fillHoles } = search;
  const holes = fillHoles ? ", holes filled" : "";
  return [
    {
      prediction: "every pixel foreground",
      "mean Dice": baselines.allForeground.toFixed(4),
    },
    {
      prediction: "every pixel background",
      "mean Dice": baselines.allBackground.toFixed(4),
    },
    { prediction: "threshold 0.5", "mean Dice": before.toFixed(4) },
    {
      prediction:
        `threshold ${choice.threshold}, objects of at least ${choice.minimumArea} px${holes} (chosen on these images)`,
      "mean Dice": after.toFixed(4),
    },
    ...(gain
      ? [{
        prediction: "each fold with what the other folds chose",
        "mean Dice": (before + gain.interval.mean).toFixed(4),
      }]
      : []),
  ];
}

/**
 * The gain on folds that did not choose it, how flat the optimum is, and what is to be heeded, in words.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { gainText } from "./search.ts";
 *
 * if (!gainText(await exampleSearch()).includes("of 8 points of the grid")) throw new Error();
 * ```
 */
export function gainText({ gain, warnings, plateau }: ThresholdFile): string {
  const flat =
    `${plateau.points} of ${plateau.of} points of the grid are within ${plateau.tolerance} of the best`;
  const honest = gain
    ? `On folds that did not choose it the choice gains **${
      gain.interval.mean.toFixed(4)
    }** mean Dice (95 % bootstrap interval ${gain.interval.low.toFixed(4)} to ${
      gain.interval.high.toFixed(4)
    }, n = ${gain.interval.count} images). `
    : "";
  return [
    `${honest}How flat the optimum is: ${flat}.`,
    ...warnings.map((text) => `**Note:** ${text}`),
  ].join("\n\n");
}

/**
 * The images with the lowest and the highest Dice, label in yellow, prediction in cyan.
 *
 * @param run The run; its out-of-fold maps are read.
 * @param dataset Its images.
 * @param search From `searchRun` or `readThreshold`.
 * @param count How many of each; where there are fewer images, all.
 * @returns The lowest first, and the highest first.
 * @throws {InputError} Where an image or a map cannot be read.
 */
export async function caseGallery(
  run: Run,
  dataset: Dataset,
  search: ThresholdFile,
  count: number,
): Promise<{ worst: GalleryItem[]; best: GalleryItem[] }> {
  const sorted = [...search.images].sort((a, b) => a.after - b.after);
  const draw = async (
    { id, before, after }: ThresholdFile["images"][number],
  ) => {
    const { map, truth } = await readOutOfFoldImage(run, dataset, id);
    const [record] = recordsOf(dataset.labelled, [id]);
    const { image } = await dataset.load(record!);
    const prediction = postprocess(map, chosenPostprocess(search));
    return {
      picture: overlayComparison(image, truth, prediction),
      title: id,
      note: `Dice ${before.toFixed(3)} before, ${after.toFixed(3)} after`,
    };
  };
  const pick = (images: typeof sorted) => Promise.all(images.map(draw));
  return {
    worst: await pick(sorted.slice(0, count)),
    best: await pick(sorted.reverse().slice(0, count)),
  };
}
