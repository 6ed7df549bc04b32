import type { Axis, Figure, FigureText, Trace } from "./figure.ts";
import { axisTitle } from "./figure.ts";
import { noData } from "./no_data.ts";
import { MOST_PANELS, panelLayout, panelReferences } from "./panel_axes.ts";
import { INK, seriesColor, themeAxis, themeLayout } from "./theme.ts";
import { wrapText } from "./wrap_text.ts";

/** A value and how far it spreads. */
export interface SpreadValue {
  /** The dot. */
  readonly mean: number;
  /** Ends of the whisker. */
  readonly low: number;
  readonly high: number;
}

/** Dots with whiskers, or bars from zero; one a row. */
export type RowSeries =
  | {
    readonly kind: "spread";
    readonly name: string;
    readonly color: number;
    readonly values: readonly SpreadValue[];
  }
  | {
    readonly kind: "bar";
    readonly name: string;
    readonly color: number;
    readonly values: readonly number[];
  };

/** One panel of several that share their rows. */
export interface RowPanel {
  /** Across. */
  readonly x: Axis;
  /** One or two; those of one name share a place in the legend. */
  readonly series: readonly RowSeries[];
  /** A line at zero. @default {false} */
  readonly zero?: boolean;
  /** Room, compared with the other panels. @default {1} */
  readonly width?: number;
}

/** What panels that share their rows show. */
export interface RowPanelsOptions extends FigureText {
  /** What the rows are. */
  readonly y: Axis;
  /** Names, the first on top. */
  readonly rows: readonly string[];
  /** Left to right. */
  readonly panels: readonly RowPanel[];
  /** Row that is pointed out. */
  readonly marked?: number;
  /** What the values rest on, as in "n = 40 images". */
  readonly basis: string;
}

const GAP = 0.05;
/** Pixels a row. */
const ROW = 54;

function domains(panels: readonly RowPanel[]): [number, number][] {
  const room = panels.map(({ width = 1 }) => width);
  const all = room.reduce((a, b) => a + b, 0);
  const free = 1 - GAP * (panels.length - 1);
  let from = 0;
  return room.map((share) => {
    const to = from + free * share / all;
    const domain: [number, number] = [from, Math.min(to, 1)];
    from = to + GAP;
    return domain;
  });
}

/** Series of one panel lie a little above and below the middle of their row. */
function place(index: number, count: number): number {
  return count === 1 ? 0 : 0.15 - 0.3 * index / (count - 1);
}

/** Where a series stands. */
interface SeriesPlace {
  /** Index of its panel. */
  readonly panel: number;
  /** How far above the middle of its row. */
  readonly shift: number;
  /** Across its panel. */
  readonly axis: Axis;
  /** Whether the legend names it: a name stands there once. */
  readonly named: boolean;
}

function traceOf(
  series: RowSeries,
  rows: readonly string[],
  { panel, shift, axis, named }: SeriesPlace,
): Trace {
  const color = seriesColor(series.color);
  const shared = {
    ...panelReferences(panel),
    // All panels have the rows of the first one's axis.
    yaxis: "y" as const,
    name: series.name,
    legendgroup: series.name,
    showlegend: named,
    y: rows.map((_, row) => row - shift),
  };
  if (series.kind === "bar") {
    return {
      ...shared,
      type: "bar",
      orientation: "h",
      x: [...series.values],
      width: 0.26,
      text: series.values.map((value) => value.toFixed(0)),
      textposition: "outside",
      textfont: { size: 11, color: INK.text },
      cliponaxis: false,
      hovertext: [...rows],
      marker: { color },
      hovertemplate:
        `%{hovertext}<br>${axis.label}: %{x:.3~g}<extra>${series.name}</extra>`,
    };
  }
  const { values } = series;
  return {
    ...shared,
    type: "scatter",
    mode: "markers",
    x: values.map(({ mean }) => mean),
    text: [...rows],
    customdata: values.map(({ low, high }) => [low, high]),
    error_x: {
      type: "data",
      symmetric: false,
      array: values.map(({ mean, high }) => high - mean),
      arrayminus: values.map(({ mean, low }) => mean - low),
      color,
      thickness: 3,
      width: 0,
    },
    marker: { color, size: 10, line: { color: INK.paper, width: 1.2 } },
    hovertemplate:
      `%{text}<br>${axis.label}: %{x:.4f} (%{customdata[0]:.4f} to %{customdata[1]:.4f})<extra>${series.name}</extra>`,
  };
}

function tracesOf({ panels, rows }: RowPanelsOptions): Trace[] {
  const before = new Set<string>();
  return panels.flatMap(({ series, x }, panel) =>
    series.map((one, i) => {
      const named = !before.has(one.name);
      before.add(one.name);
      const shift = place(i, series.length);
      return traceOf(one, rows, { panel, shift, axis: x, named });
    })
  );
}

/** One axis of names for all panels, one of values for each. */
function axesOf({ y, rows, panels, marked }: RowPanelsOptions) {
  const places = domains(panels);
  return {
    ...panelLayout(panels.map(({ x, zero = false }, i) => ({
      x: {
        ...themeAxis(x),
        domain: places[i]!,
        anchor: "y" as const,
        zeroline: zero,
        zerolinecolor: INK.soft,
        zerolinewidth: 1.2,
        nticks: 4,
        title: {
          text: wrapText(axisTitle(x), 15),
          standoff: 10,
          font: { size: 13 },
        },
        tickfont: { size: 11, color: INK.text },
        tickangle: 0,
      },
    }))),
    yaxis: {
      ...themeAxis(y),
      showgrid: false,
      ticks: "" as const,
      range: [rows.length - 0.5, -0.5] as [number, number],
      tickvals: rows.map((_, row) => row),
      ticktext: rows.map((name, row) => {
        const text = wrapText(name, 22);
        return row === marked ? `<b>${text}</b>` : text;
      }),
    },
  };
}

/** A grey ground behind the row that is pointed out. */
function groundOf(row: number) {
  return {
    type: "rect" as const,
    layer: "below" as const,
    xref: "paper" as const,
    x0: 0,
    x1: 1,
    y0: row - 0.46,
    y1: row + 0.46,
    line: { width: 0 },
    fillcolor: INK.grid,
  };
}

/**
 * Panels side by side that share their rows: dots with whiskers, or bars. One row can be pointed out.
 *
 * @param options Rows, panels and their names.
 * @returns One trace a series.
 * @throws {RangeError} Where there are too many panels, or a series has not one value a row.
 *
 * @example
 * ```ts
 * import { rowPanels } from "./row_panels.ts";
 *
 * const figure = rowPanels({
 *   title: "Two settings",
 *   y: { label: "Setting" },
 *   rows: ["threshold 0.5", "threshold 0.4"],
 *   panels: [
 *     {
 *       x: { label: "Dice" },
 *       series: [{
 *         kind: "spread",
 *         name: "private board",
 *         color: 0,
 *         values: [{ mean: .8, low: .7, high: .9 }, { mean: .9, low: .8, high: .95 }],
 *       }],
 *     },
 *     { x: { label: "Wins" }, series: [{ kind: "bar", name: "private board", color: 0, values: [20, 80] }] },
 *   ],
 *   marked: 1,
 *   basis: "n = 40 images",
 * });
 * if (figure.data.length !== 2) throw new Error();
 * ```
 */
export function rowPanels(options: RowPanelsOptions): Figure {
  const { title, note, basis, rows, panels, marked } = options;
  if (panels.length > MOST_PANELS) {
    throw new RangeError(
      `Cannot draw rows: there must be ${MOST_PANELS} panels at most, current value is ${panels.length}`,
    );
  }
  for (const { name, values } of panels.flatMap(({ series }) => series)) {
    if (values.length === rows.length) continue;
    throw new RangeError(
      `Cannot draw rows: series "${name}" must have ${rows.length} values, one a row, current number is ${values.length}`,
    );
  }
  const layout = {
    ...themeLayout({ title, subtitle: [basis, note], legend: true }),
    ...axesOf(options),
    height: 200 + ROW * Math.max(rows.length, 2),
    hovermode: "closest" as const,
    barmode: "overlay" as const,
  };
  if (rows.length === 0 || panels.length === 0) return noData(layout);
  return {
    data: tracesOf(options),
    layout: {
      ...layout,
      shapes: marked === undefined ? [] : [groundOf(marked)],
    },
  };
}
