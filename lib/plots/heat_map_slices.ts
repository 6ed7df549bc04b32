// @ts-types="@types/plotly.js"
import type { Slider } from "plotly.js-dist-min";
import { type Axis, axisTitle, type Figure, type Trace } from "./figure.ts";
import {
  cellAxis,
  checkCells,
  colorRange,
  heatCells,
  type HeatGrid,
} from "./heat_cells.ts";
import { heatMapPanels } from "./heat_map_panels.ts";
import { type CellMarks, cellMarks } from "./heat_marks.ts";
import { noData } from "./no_data.ts";
import { INK, themeLayout } from "./theme.ts";

/** One heat map of several, at one position of the slider. */
export interface HeatSlice extends CellMarks {
  /** Position on the slider's axis. */
  readonly at: number | string;
  /** Values, row by row. */
  readonly values: readonly (readonly number[])[];
}

/** What heat maps with a slider show. */
export interface HeatMapSlicesOptions extends HeatGrid {
  /** What the slider moves. */
  readonly slider: Axis;
  /** One a position of the slider, in its order. */
  readonly slices: readonly HeatSlice[];
  /** Index of the slice that is shown first. */
  readonly shown: number;
  /** The value written into each cell with this many digits; none where left out. */
  readonly digits?: number;
}

/** Panels on paper, where there is no slider: the shown slice and those spread evenly around it. */
const MOST_STILLS = 6;

/** Indices of a few slices: spread evenly, then those that must be there in the place of their nearest. */
function pickSlices(count: number, needed: readonly number[]): number[] {
  const most = Math.min(count, MOST_STILLS);
  const picked = Array.from(
    { length: most },
    (_, i) => most === 1 ? 0 : Math.round(i * (count - 1) / (most - 1)),
  );
  for (const slice of needed) {
    if (picked.includes(slice)) continue;
    const free = picked.filter((i) => !needed.includes(i));
    const nearest = free.reduce((a, b) =>
      Math.abs(b - slice) < Math.abs(a - slice) ? b : a
    );
    picked[picked.indexOf(nearest)] = slice;
  }
  // The nearest of a slice that came in for another may lie beyond that.
  return picked.sort((a, b) => a - b);
}

/** Up to six of the slices side by side, those with marks among them. */
function stillOf(
  options: HeatMapSlicesOptions,
  floor: number,
): Figure {
  const { title, note, basis, x, y, z, columns, rows } = options;
  const { slider, slices, shown } = options;
  const marked = slices.findIndex(({ second }) => second !== undefined);
  const picked = pickSlices(slices.length, [
    shown,
    ...(marked < 0 ? [] : [marked]),
  ]);
  const panels = `panels: ${axisTitle(slider)}`;
  const told = picked.length < slices.length
    ? `${panels}, ${picked.length} of ${slices.length}`
    : panels;
  return heatMapPanels({
    ...{ title, basis, x, y, z, columns, rows, floor },
    note: note ? `${note} · ${told}` : told,
    panels: picked.map((i) => ({
      ...slices[i]!,
      title: String(slices[i]!.at),
    })),
  });
}

/** The control that shows one slice and its marks, and hides the others. */
function sliderOf(
  { slider, slices, shown }: HeatMapSlicesOptions,
): Partial<Slider> {
  return {
    active: shown,
    x: 0,
    len: 1,
    y: 0,
    yanchor: "top",
    pad: { t: 62, b: 8, l: 0, r: 0 },
    currentvalue: {
      prefix: `${axisTitle(slider)}: `,
      font: { size: 13, color: INK.title },
      xanchor: "left",
      offset: 6,
    },
    font: { size: 11, color: INK.soft },
    ticklen: 4,
    tickcolor: INK.line,
    bordercolor: INK.line,
    bgcolor: INK.grid,
    activebgcolor: INK.line,
    steps: slices.map((slice, i) => ({
      label: String(slice.at),
      method: "update",
      args: [
        { visible: slices.map((_, j) => j === i) },
        cellMarks(slice),
      ],
    })),
  };
}

/**
 * Heat maps of which a slider shows one at a time, all in the same colours. Its still figure, for paper, has up to six
 * of them side by side.
 *
 * @param options The slices and their names. Cells are spaced evenly, whatever their positions.
 * @returns One trace a slice, of which the shown one is visible.
 * @throws {RangeError} Where there is no slice to show, or values, rows and columns do not fit each other.
 *
 * @example
 * ```ts
 * import { heatMapSlices } from "./heat_map_slices.ts";
 *
 * const figure = heatMapSlices({
 *   title: "Dice over the grid",
 *   x: { label: "Smallest area", unit: "px" },
 *   y: { label: "Top threshold" },
 *   z: { label: "Mean Dice" },
 *   slider: { label: "Bottom threshold" },
 *   columns: [0, 100],
 *   rows: [0.4, 0.5],
 *   slices: [
 *     { at: 0.2, values: [[0.7, 0.8], [0.6, 0.7]] },
 *     { at: 0.3, values: [[0.7, 0.9], [0.6, 0.7]], optimum: { row: 0, column: 1, label: "chosen" } },
 *   ],
 *   shown: 1,
 *   basis: "n = 40 images",
 * });
 * if (figure.layout.sliders?.[0]?.active !== 1 || figure.still?.data.length !== 2) throw new Error();
 * ```
 */
export function heatMapSlices(options: HeatMapSlicesOptions): Figure {
  const { title, note, basis, x, y, slider, columns, rows } = options;
  const { slices, shown } = options;
  if (slices.length > 0 && !slices[shown]) {
    throw new RangeError(
      `Cannot draw heat maps: shown must be one of the ${slices.length} slices, current value is ${shown}`,
    );
  }
  const layout = {
    ...themeLayout({ title, subtitle: [basis, note], marks: true }),
    xaxis: cellAxis(x),
    yaxis: cellAxis(y),
  };
  if (slices.length === 0 || rows.length === 0 || columns.length === 0) {
    return noData(layout);
  }
  slices.forEach(({ values }) => checkCells(values, rows, columns));
  const range = colorRange(slices.map(({ values }) => values), options.floor);
  return {
    data: slices.map(({ values, at }, i): Trace => ({
      ...heatCells({ ...options, values, at: `${slider.label} ${at}` }),
      visible: i === shown,
      ...range,
    })),
    layout: {
      ...layout,
      ...cellMarks(slices[shown]!),
      margin: { ...layout.margin, b: 140 },
      height: 560,
      sliders: [sliderOf(options)],
    },
    still: stillOf(options, range.zmin),
  };
}
