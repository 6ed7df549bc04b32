import {
  type CellPlace,
  type Figure,
  heatMap,
  heatMapSlices,
  lines,
} from "../plots/mod.ts";
import {
  axisProfiles,
  gridAxes,
  gridPoint,
  gridSlices,
} from "../search/mod.ts";
import type { SearchedGrid, ThresholdFile } from "../stages/threshold_file.ts";
import { AXES, metricTitle, searchBasis } from "./search_text.ts";

/** More columns have no room for numbers in their cells. */
const MOST_NUMBERS = 12;

/** Where a point lies: its row, its column, and its slice. */
function placeOf(
  { grid }: SearchedGrid,
  point: number,
): CellPlace & { slice: number } {
  const [, columns, depth] = gridAxes(grid).map(({ values }) => values.length);
  const third = depth ?? 1;
  return {
    row: Math.floor(point / (columns! * third)),
    column: Math.floor(point / third) % columns!,
    slice: point % third,
  };
}

/** Colours begin here: they tell the good points apart, and do not make much of differences that are nothing. */
function floorOf({ means, best, plateau }: SearchedGrid): number {
  const sorted = means.filter(Number.isFinite).sort((a, b) => a - b);
  const quarter = sorted[Math.floor(sorted.length / 4)] ?? best.score;
  return Math.min(quarter, best.score - 2 * plateau.tolerance);
}

const alike = (a: readonly number[], b: readonly number[]) =>
  a.every((value, i) => value === b[i]);

/**
 * The mean score over the grid (areas in pixels of the original image), the choice and the highest point marked; where
 * there is a third axis a slider moves along it.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { searchHeatMap } from "./search_grid.ts";
 *
 * if (searchHeatMap(await exampleSearch()).layout.annotations?.length !== 1) throw new Error();
 * ```
 */
export function searchHeatMap(search: ThresholdFile): Figure {
  const { grid: found, metric } = search;
  const text = {
    title: `Mean ${metricTitle(metric)} over the grid`,
    basis: searchBasis(search),
    z: { label: `Mean ${metricTitle(metric)}` },
  };
  if (!found) {
    return heatMap({
      ...text,
      x: AXES.minimumArea,
      y: AXES.threshold,
      columns: [],
      rows: [],
      values: [],
    });
  }
  const { grid, choice, best } = found;
  const { rows, columns, slider, slices } = gridSlices(grid, found.means);
  const [chosen, top] = [choice.point, best.point].map((p) =>
    placeOf(found, p)
  );
  const written = columns.values.length <= MOST_NUMBERS;
  const optimum = {
    ...chosen!,
    label: written ? "chosen" : `chosen, ${choice.score.toFixed(3)}`,
  };
  const same = choice.point === best.point;
  const shared = {
    ...text,
    note: [
      ...(grid.fillHoles ? ["holes filled"] : []),
      ...(same ? [] : [
        // It is on one slice only.
        slider
          ? `dotted, at ${slider.values[top!.slice]}: the highest point`
          : "dotted: the highest point",
      ]),
    ].join(" · "),
    x: AXES[columns.name],
    y: AXES[rows.name],
    columns: columns.values,
    rows: rows.values,
    floor: floorOf(found),
    ...(written ? { digits: 3 } : {}),
  };
  if (!slider) {
    const [{ values }] = slices as [typeof slices[number]];
    return heatMap({
      ...shared,
      values,
      optimum,
      ...(same ? {} : { second: top! }),
    });
  }
  return heatMapSlices({
    ...shared,
    slider: AXES[slider.name],
    slices: slices.map(({ at, values }, s) => ({
      at: at!,
      values,
      ...(s === chosen!.slice ? { optimum } : {}),
      ...(!same && s === top!.slice ? { second: top! } : {}),
    })),
    shown: chosen!.slice,
  });
}

/**
 * The scores along each axis of the grid, through the choice and through the highest point: how flat the tops are.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns One figure an axis that has more than one value.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { profileFigures } from "./search_grid.ts";
 *
 * if (profileFigures(await exampleSearch()).length !== 2) throw new Error();
 * ```
 */
export function profileFigures(search: ThresholdFile): Figure[] {
  const { grid: found, metric } = search;
  if (!found) return [];
  const { grid, choice, best } = found;
  const means = Float64Array.from(found.means);
  const chosen = axisProfiles(grid, means, choice.point);
  const highest = axisProfiles(grid, means, best.point);
  const at = gridPoint(grid, best.point);
  const floor = floorOf(found);
  return chosen.flatMap(({ name, values, scores, smoothed }, a) => {
    if (values.length < 2) return [];
    const axis = AXES[name];
    const marks = [{ x: choice.setting[name]!, label: "chosen" }];
    const apart = Math.abs(
      values.indexOf(at[name]!) - values.indexOf(choice.setting[name]!),
    );
    if (apart > 0) {
      // Words that lie on each other cannot be read.
      const label = apart < 0.12 * (values.length - 1) ? "" : "highest";
      marks.push({ x: at[name]!, label });
    }
    return [lines({
      title: `Along the ${axis.label.toLowerCase()}, the others held`,
      // Areas grow by factors: in pixels the small ones would lie on each other.
      x: { ...axis, even: name === "minimumArea" },
      y: {
        label: `Mean ${metricTitle(metric)}`,
        range: [floor, best.score + 0.15 * (best.score - floor)],
      },
      series: [
        { name: "choice", x: values, y: scores },
        {
          name: "its neighbourhood",
          x: values,
          y: smoothed,
          dashed: true,
          points: false,
          color: 0,
        },
        // Where only this axis differs both run along the same points.
        ...(alike(highest[a]!.scores, scores) ? [] : [{
          name: "highest point",
          x: values,
          y: highest[a]!.scores,
          color: 1,
        }]),
      ],
      marks,
      basis: searchBasis(search),
    })];
  });
}
