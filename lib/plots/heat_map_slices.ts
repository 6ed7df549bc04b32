import type { Axis, Figure, FigureText, Trace } from "./figure.ts";
import { axisTitle } from "./figure.ts";
import {
  cellFrame,
  cellLabel,
  type CellMark,
  type CellPlace,
  checkCells,
  colorRange,
  heatCells,
} from "./heat_cells.ts";
import { heatMapPanels } from "./heat_map_panels.ts";
import { noData } from "./no_data.ts";
import { INK, themeAxis, themeLayout } from "./theme.ts";

/** One heat map of several, at one position of the slider. */
export interface HeatSlice {
  /** Position on the slider's axis. */
  readonly at: number | string;
  /** Values, row by row. */
  readonly values: readonly (readonly number[])[];
  /** Cell to mark, and what to say there. */
  readonly optimum?: CellMark;
  /** Another cell, framed with dots; say in the note what it is. */
  readonly second?: CellPlace;
}

/** What heat maps with a slider show. */
export interface HeatMapSlicesOptions extends FigureText {
  /** Across. */
  readonly x: Axis;
  /** Up. */
  readonly y: Axis;
  /** The colour. */
  readonly z: Axis;
  /** What the slider moves. */
  readonly slider: Axis;
  /** One position a column. */
  readonly columns: readonly (number | string)[];
  /** One position a row. */
  readonly rows: readonly (number | string)[];
  /** One a position of the slider, in its order. */
  readonly slices: readonly HeatSlice[];
  /** Index of the slice that is shown first. */
  readonly shown: number;
  /** Values below it have the lightest colour, so that colours tell the good ones apart. @default {the smallest value} */
  readonly floor?: number;
  /** What the values rest on, as in "n = 40 images". */
  readonly basis: string;
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
  return picked;
}

function marksOf({ optimum, second }: HeatSlice, rows: number) {
  return {
    shapes: [
      ...(second ? [cellFrame(second, undefined, true)] : []),
      ...(optimum ? [cellFrame(optimum)] : []),
    ],
    annotations: optimum ? [cellLabel(optimum, rows)] : [],
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
  const { title, note, basis, x, y, z, slider, columns, rows } = options;
  const { slices, shown, digits } = options;
  if (slices.length > 0 && !slices[shown]) {
    throw new RangeError(
      `Cannot draw heat maps: shown must be one of the ${slices.length} slices, current value is ${shown}`,
    );
  }
  const layout = {
    ...themeLayout({
      title,
      subtitle: [basis, note],
    }),
    xaxis: { ...themeAxis(x), type: "category" as const, showgrid: false },
    yaxis: { ...themeAxis(y), type: "category" as const, showgrid: false },
  };
  if (slices.length === 0 || rows.length === 0 || columns.length === 0) {
    return noData(layout);
  }
  slices.forEach(({ values }) => checkCells(values, rows, columns));
  const marked = slices.findIndex(({ second }) => second !== undefined);
  const stills = pickSlices(slices.length, [
    shown,
    ...(marked < 0 ? [] : [marked]),
  ]);
  const range = colorRange(slices.map(({ values }) => values), options.floor);
  const still = heatMapPanels({
    ...options,
    floor: range.zmin,
    panels: stills.map((i) => ({
      ...slices[i]!,
      title: String(slices[i]!.at),
    })),
    note: [
      ...(note ? [note] : []),
      stills.length < slices.length
        ? `panels: ${axisTitle(slider)}, ${stills.length} of ${slices.length}`
        : `panels: ${axisTitle(slider)}`,
    ].join(" · "),
  });
  const data = slices.map(({ values, at }, i): Trace => ({
    ...heatCells({
      ...{ x, y, z, values, digits },
      columns: columns.map(String),
      rows: rows.map(String),
      lines: true,
      at: `${slider.label} ${at}`,
    }),
    visible: i === shown,
    ...range,
  }));
  const sliderControl = {
    active: shown,
    x: 0,
    len: 1,
    y: 0,
    yanchor: "top" as const,
    pad: { t: 62, b: 8, l: 0, r: 0 },
    currentvalue: {
      prefix: `${axisTitle(slider)}: `,
      font: { size: 13, color: INK.title },
      xanchor: "left" as const,
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
      method: "update" as const,
      args: [
        { visible: slices.map((_, j) => j === i) },
        marksOf(slice, rows.length),
      ],
    })),
  };
  return {
    data,
    layout: {
      ...layout,
      ...marksOf(slices[shown]!, rows.length),
      margin: { ...layout.margin, b: 140 },
      height: 560,
      sliders: [sliderControl],
    },
    still,
  };
}
