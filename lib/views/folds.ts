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

/** Names of the area-ratio bins, as in "1-2 %". */
export function binNames({ bins }: Folds): string[] {
  const text = (share: number) => `${Number((share * 100).toFixed(1))}`;
  return bins.map(({ lower }, i) => {
    const next = bins[i + 1]?.lower;
    return next === undefined
      ? `${text(lower)} % and more`
      : `${text(lower)}-${text(next)} %`;
  });
}

/** How the labelled images are shared out. */
export function splitPie({ balance }: Folds): Figure {
  return pie({
    title: "Hold-out and folds",
    of: "labelled images",
    slices: balance.map(({ part, images }) => ({ name: part, value: images })),
  });
}

/** Images of each area-ratio bin in each part. */
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

/** Area ratios within each part. */
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

/** The balance of the parts, a row each. */
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
