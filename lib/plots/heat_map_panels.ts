import type { Axis, Figure, Trace } from "./figure.ts";
import {
  cellAxis,
  checkCells,
  colorRange,
  heatCells,
  type HeatGrid,
} from "./heat_cells.ts";
import { cellFrames, type CellMarks, MARK_TEXT } from "./heat_marks.ts";
import { noData } from "./no_data.ts";
import {
  MOST_PANELS,
  type PanelAxes,
  panelLayout,
  panelReferences,
} from "./panel_axes.ts";
import { INK, themeAxis, themeLayout } from "./theme.ts";

/** One small heat map; what its optimum says stands above it. */
export interface HeatPanel extends CellMarks {
  /** Above it. */
  readonly title: string;
  /** Values, row by row. */
  readonly values: readonly (readonly number[])[];
}

/** What small heat maps side by side show; names and positions are the same for all. */
export interface HeatMapPanelsOptions extends HeatGrid {
  /** Nine at most, row by row. */
  readonly panels: readonly HeatPanel[];
}

/** Panels in a row. */
const ACROSS = 3;
const GAP = { across: 0.05, down: 0.14 };

/** Start and end of the n-th of `count` parts of the unit length. */
function part(index: number, count: number, gap: number): [number, number] {
  const size = (1 - gap * (count - 1)) / count;
  return [index * (size + gap), index * (size + gap) + size];
}

/** Where a panel stands on the page. */
interface PanelPlace {
  /** From the left. */
  readonly x: [number, number];
  /** From the bottom. */
  readonly y: [number, number];
  /** None at its left. */
  readonly leftmost: boolean;
  /** None below it. */
  readonly lowest: boolean;
}

function placesOf(count: number): PanelPlace[] {
  const across = Math.min(ACROSS, count);
  const down = Math.ceil(count / ACROSS);
  return Array.from({ length: count }, (_, i) => {
    const [column, row] = [i % across, Math.floor(i / across)];
    const [low, high] = part(row, down, GAP.down);
    return {
      x: part(column, across, GAP.across),
      y: [1 - high, 1 - low],
      leftmost: column === 0,
      lowest: i + across >= count,
    };
  });
}

/** The axes of a panel; only the outer ones have words. */
function axesOf(
  { x, y }: HeatGrid,
  { x: across, y: down, leftmost, lowest }: PanelPlace,
  panel: number,
): PanelAxes {
  const { xaxis, yaxis } = panelReferences(panel);
  const look = (axis: Axis, worded: boolean) => ({
    ...cellAxis(worded ? axis : { label: "" }),
    showticklabels: worded,
    tickfont: { size: 10, color: INK.text },
  });
  return {
    x: { ...look(x, lowest), domain: across, anchor: yaxis },
    y: { ...look(y, leftmost), domain: down, anchor: xaxis },
  };
}

/** What stands above a panel. */
function titleOf({ title, optimum }: HeatPanel, { x, y }: PanelPlace) {
  return {
    text: optimum ? `<b>${title} · ${optimum.label}</b>` : title,
    x: x[0],
    y: y[1],
    xref: "paper" as const,
    yref: "paper" as const,
    xanchor: "left" as const,
    yanchor: "bottom" as const,
    showarrow: false,
    font: { size: 12, color: optimum ? MARK_TEXT : INK.text },
  };
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
  const layout = {
    ...themeLayout({ title, subtitle: [basis, note], marks: true }),
    height: 200 + 200 * Math.max(Math.ceil(panels.length / ACROSS), 1),
  };
  if (panels.length === 0) {
    return noData({ ...layout, xaxis: themeAxis(x), yaxis: themeAxis(y) });
  }
  const range = colorRange(panels.map(({ values }) => values), options.floor);
  const places = placesOf(panels.length);
  return {
    data: panels.map(({ values }, i): Trace => ({
      ...heatCells({ x, y, z, columns, rows, values }),
      ...panelReferences(i),
      ...range,
      showscale: i === 0,
    })),
    layout: {
      ...layout,
      ...panelLayout(places.map((place, i) => axesOf(options, place, i))),
      shapes: panels.flatMap((panel, i) =>
        cellFrames(panel, panelReferences(i))
      ),
      annotations: panels.map((panel, i) => titleOf(panel, places[i]!)),
    },
  };
}
