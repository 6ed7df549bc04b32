import type { Folds } from "../folds/mod.ts";
import {
  bars,
  boxPlot,
  type Figure,
  pie,
  type TableValue,
} from "../plots/mod.ts";
import type { Survey } from "../stages/survey.ts";

const percent = (value: number) => `${(value * 100).toFixed(2)} %`;

/**
 * Names of the area-ratio bins, as in "1-2 %"; no two are alike.
 *
 * @param folds The split.
 *
 * @example
 * ```ts
 * import { binNames } from "./folds.ts";
 * import { exampleFolds } from "./example_values.ts";
 *
 * if (binNames(exampleFolds()).join() !== "0-5 %,5-10 %,10 % and more") throw new Error();
 * ```
 */
export function binNames({ bins }: Folds): string[] {
  const text = (share: number) => `${Number((share * 100).toPrecision(12))}`;
  return bins.map(({ lower }, i) => {
    const next = bins[i + 1]?.lower;
    return next === undefined
      ? `${text(lower)} % and more`
      : `${text(lower)}-${text(next)} %`;
  });
}

/**
 * How the labelled images are shared out.
 *
 * @param folds The split.
 *
 * @example
 * ```ts
 * import { splitPie } from "./folds.ts";
 * import { exampleFolds } from "./example_values.ts";
 *
 * if (splitPie(exampleFolds()).data[0]?.type !== "pie") throw new Error();
 * ```
 */
export function splitPie({ balance }: Folds): Figure {
  return pie({
    title: "Hold-out and folds",
    of: "labelled images",
    slices: balance.map(({ part, images }) => ({ name: part, value: images })),
  });
}

/**
 * Images of each area-ratio bin in each part, as stacked bars.
 *
 * @param folds The split.
 *
 * @example
 * ```ts
 * import { binBars } from "./folds.ts";
 * import { exampleFolds } from "./example_values.ts";
 *
 * if (binBars(exampleFolds()).data.length !== 3) throw new Error();
 * ```
 */
export function binBars(folds: Folds): Figure {
  return bars({
    title: "Images of each bin, part by part",
    x: { label: "Labelled share of the image" },
    y: { label: "Images" },
    categories: binNames(folds),
    series: folds.balance.map(({ part, bins }) => ({
      name: part,
      values: bins,
    })),
    n: folds.bins.reduce((sum, { count }) => sum + count, 0),
    of: "images",
    mode: "stack",
  });
}

/**
 * Area ratios within each part, as boxes; the hold-out first, where there is one.
 *
 * @param folds The split.
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { exampleFolds, exampleSurvey } from "./example_values.ts";
 * import { ratioBoxes } from "./folds.ts";
 *
 * if (ratioBoxes(exampleFolds(), exampleSurvey()).data.length !== 3) throw new Error();
 * ```
 */
export function ratioBoxes(folds: Folds, survey: Survey): Figure {
  const ratios = new Map(
    survey.images.map(({ id, label }) => [id, label.areaRatio]),
  );
  const parts = [
    ...(folds.holdOut.length > 0
      ? [{ name: "hold-out", ids: folds.holdOut }]
      : []),
    ...folds.folds.map((ids, i) => ({ name: `fold ${i}`, ids })),
  ];
  return boxPlot({
    title: "Labelled share within each part",
    x: { label: "Part" },
    y: { label: "Labelled pixels / all pixels" },
    of: "images",
    groups: parts.map(({ name, ids }) => ({
      name,
      values: ids.map((id) => ratios.get(id) ?? NaN),
    })),
  });
}

/**
 * The balance of the parts, a row each: images, groups, mean labelled share, images of each bin.
 *
 * @param folds The split.
 *
 * @example
 * ```ts
 * import { exampleFolds } from "./example_values.ts";
 * import { balanceRows } from "./folds.ts";
 *
 * const [held] = balanceRows(exampleFolds());
 * if (held?.["part"] !== "hold-out" || held["images"] !== 1) throw new Error();
 * ```
 */
export function balanceRows(folds: Folds): Record<string, TableValue>[] {
  const names = binNames(folds);
  return folds.balance.map(({ part, images, groups, meanRatio, bins }) => ({
    part,
    images,
    groups,
    "mean share": percent(meanRatio),
    ...Object.fromEntries(bins.map((count, i) => [names[i]!, count])),
  }));
}
