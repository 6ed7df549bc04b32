import type { Axis, Figure, FigureText, Trace } from "./figure.ts";
import {
  cellFrame,
  type CellMark,
  type CellPlace,
  checkCells,
  colorRange,
  heatCells,
} from "./heat_cells.ts";
import { noData } from "./no_data.ts";
import { MOST_PANELS, panelLayout, panelReferences } from "./panel_axes.ts";
import { INK, themeAxis, themeLayout } from "./theme.ts";

/** One small heat map. */
export interface HeatPanel {
  /** Above it. */
  readonly title: string;
  /** Values, row by row. */
  readonly values: readonly (readonly number[])[];
  /** Cell to mark, and what to say above the panel. */
  readonly optimum?: CellMark;
  /** Another cell, framed with dots; say in the note what it is. */
  readonly second?: CellPlace;
}

/** What small heat maps side by side show. */
export interface HeatMapPanelsOptions extends FigureText {
  /** Across, the same for all. */
  readonly x: Axis;
  /** Up, the same for all. */
  readonly y: Axis;
  /** The colour, the same for all. */
  readonly z: Axis;
  /** One position a column. */
  readonly columns: readonly (number | string)[];
  /** One position a row. */
  readonly rows: readonly (number | string)[];
  /** Nine at most, row by row. */
  readonly panels: readonly HeatPanel[];
  /** Values below it have the lightest colour. @default {the smallest value} */
  readonly floor?: number;
  /** What the values rest on, as in "n = 40 images". */
  readonly basis: string;
}

const GAP = { across: 0.05, down: 0.14 };

/** Start and end of the n-th of `count` parts of the unit length. */
function part(index: number, count: number, gap: number): [number, number] {
  const size = (1 - gap * (count - 1)) / count;
  return [index * (size + gap), index * (size + gap) + size];
}

/**
 * Small heat maps side by side in the same colours: what a slider would show one after the other.
 *
 * @param options The panels and their names. Cells are spaced evenly, whatever their positions.
 * @returns One trace a panel.
 * @throws {RangeError} Where there are too many panels, or values, rows and columns do not fit each other.
 *
 * @example
 * ```ts
 * import { heatMapPanels } from "./heat_map_panels.ts";
 *
 * const figure = heatMapPanels({
 *   title: "Dice over the grid",
 *   x: { label: "Smallest area", unit: "px" },
 *   y: { label: "Threshold" },
 *   z: { label: "Mean Dice" },
 *   columns: [0, 100],
 *   rows: [0.4, 0.5],
 *   panels: [
 *     { title: "fold 0", values: [[0.7, 0.8], [0.6, 0.7]] },
 *     { title: "fold 1", values: [[0.7, 0.9], [0.6, 0.7]] },
 *   ],
 *   basis: "n = 40 images",
 * });
 * if (figure.layout.xaxis2?.anchor !== "y2") throw new Error();
 * ```
 */
export function heatMapPanels(options: HeatMapPanelsOptions): Figure {
  const { title, note, basis, x, y, z, columns, rows, panels } = options;
  if (panels.length > MOST_PANELS) {
    throw new RangeError(
      `Cannot draw heat maps: there must be ${MOST_PANELS} panels at most, current value is ${panels.length}`,
    );
  }
  panels.forEach(({ values }) => checkCells(values, rows, columns));
  const across = Math.min(3, panels.length);
  const down = Math.ceil(panels.length / 3);
  const layout = {
    ...themeLayout({
      title,
      subtitle: [basis, note],
      marks: true,
    }),
    height: 200 + 200 * Math.max(down, 1),
  };
  if (panels.length === 0) {
    return noData({ ...layout, xaxis: themeAxis(x), yaxis: themeAxis(y) });
  }
  const range = colorRange(panels.map(({ values }) => values), options.floor);
  const places = panels.map((_, i) => {
    const [column, row] = [i % across, Math.floor(i / across)];
    const [low, high] = part(row, down, GAP.down);
    return {
      x: part(column, across, GAP.across),
      y: [1 - high, 1 - low],
      // Titles stand at the outer panels only.
      first: column === 0,
      last: i + across >= panels.length,
    };
  });
  const axes = places.map((place, i) => {
    const { xaxis, yaxis } = panelReferences(i);
    const cells = { type: "category" as const, showgrid: false };
    return {
      x: {
        ...themeAxis(place.last ? x : { label: "" }),
        ...cells,
        domain: place.x,
        anchor: yaxis,
        showticklabels: place.last,
        tickfont: { size: 10, color: INK.text },
      },
      y: {
        ...themeAxis(place.first ? y : { label: "" }),
        ...cells,
        domain: place.y,
        anchor: xaxis,
        showticklabels: place.first,
        tickfont: { size: 10, color: INK.text },
      },
    };
  });
  const data = panels.map(({ values }, i): Trace => ({
    ...heatCells({
      ...{ x, y, z, values },
      columns: columns.map(String),
      rows: rows.map(String),
      lines: true,
    }),
    ...panelReferences(i),
    ...range,
    showscale: i === 0,
  }));
  return {
    data,
    layout: {
      ...layout,
      ...panelLayout(axes),
      shapes: panels.flatMap(({ optimum, second }, i) => [
        ...(second ? [cellFrame(second, panelReferences(i), true)] : []),
        ...(optimum ? [cellFrame(optimum, panelReferences(i))] : []),
      ]),
      annotations: panels.map(({ title, optimum }, i) => ({
        text: optimum ? `<b>${title} · ${optimum.label}</b>` : title,
        x: places[i]!.x[0],
        y: places[i]!.y[1]!,
        xref: "paper" as const,
        yref: "paper" as const,
        xanchor: "left" as const,
        yanchor: "bottom" as const,
        showarrow: false,
        font: { size: 12, color: optimum ? "#a34700" : INK.text },
      })),
    },
  };
}
