import type { Figure } from "./figure.ts";
import {
  cellAxis,
  checkCells,
  colorRange,
  heatCells,
  type HeatGrid,
} from "./heat_cells.ts";
import { type CellMarks, cellMarks } from "./heat_marks.ts";
import { noData } from "./no_data.ts";
import { themeAxis, themeLayout } from "./theme.ts";

/** What a heat map shows. */
export interface HeatMapOptions extends HeatGrid, CellMarks {
  /** Values, row by row; `null` is left white. */
  readonly values: readonly (readonly (number | null)[])[];
  /** The value written into each cell with this many digits; none where left out. */
  readonly digits?: number;
  /** A picture: the first row on top, numeric positions, no lines between. @default {false} */
  readonly picture?: boolean;
  /** Width by height of the whole picture; by default that of square cells. */
  readonly aspect?: number;
}

/** Length of the axis that evenly spaced cells take. */
function extent(positions: readonly (number | string)[]): number {
  const [first, last] = [Number(positions[0]), Number(positions.at(-1))];
  const count = positions.length;
  return count > 1 ? (last - first) * count / (count - 1) : 1;
}

/** Axes that keep the proportions of a picture, the first row on top. */
function pictureAxes({ x, y, columns, rows, aspect }: HeatMapOptions) {
  const proportion = aspect ?? columns.length / rows.length;
  return {
    xaxis: {
      ...themeAxis(x),
      showgrid: false,
      constrain: "domain" as const,
    },
    yaxis: {
      ...themeAxis(y),
      showgrid: false,
      autorange: "reversed" as const,
      scaleanchor: "x" as const,
      scaleratio: extent(columns) / extent(rows) / proportion,
      constrain: "domain" as const,
    },
  };
}

/**
 * One value a cell of a grid, as colour; the best one marked.
 *
 * @param options The grid and its names. Cells are spaced evenly, whatever their positions.
 * @returns One trace, and an annotation at the optimum.
 * @throws {RangeError} Where values, rows and columns do not fit each other.
 *
 * @example
 * ```ts
 * import { heatMap } from "./heat_map.ts";
 *
 * const figure = heatMap({
 *   title: "Dice over the grid",
 *   x: { label: "Threshold" },
 *   y: { label: "Smallest area", unit: "px" },
 *   z: { label: "Mean Dice" },
 *   columns: [0.4, 0.5],
 *   rows: [0, 100],
 *   values: [[0.7, 0.8], [0.6, 0.7]],
 *   basis: "n = 40 images",
 *   optimum: { row: 0, column: 1, label: "chosen" },
 * });
 * if (figure.layout.annotations?.length !== 1) throw new Error();
 * ```
 */
export function heatMap(options: HeatMapOptions): Figure {
  const { title, note, basis, x, y, columns, rows, values } = options;
  const { optimum, second, floor, picture = false } = options;
  checkCells(values, rows, columns);
  const layout = {
    ...themeLayout({
      title,
      subtitle: [basis, note],
      marks: optimum !== undefined,
    }),
    ...(picture
      ? pictureAxes(options)
      : { xaxis: cellAxis(x), yaxis: cellAxis(y) }),
  };
  if (rows.length === 0 || columns.length === 0) return noData(layout);
  return {
    data: [{
      ...heatCells(options),
      ...(floor === undefined ? {} : colorRange([values], floor)),
    }],
    layout: {
      ...layout,
      ...(optimum || second ? cellMarks(options) : {}),
    },
  };
}
