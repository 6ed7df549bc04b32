import type { Axis, Figure, FigureText } from "./figure.ts";
import {
  cellFrame,
  cellLabel,
  type CellMark,
  type CellPlace,
  checkCells,
  colorRange,
  heatCells,
} from "./heat_cells.ts";
import { noData } from "./no_data.ts";
import { themeAxis, themeLayout } from "./theme.ts";

/** What a heat map shows. */
export interface HeatMapOptions extends FigureText {
  /** Across. */
  readonly x: Axis;
  /** Up. */
  readonly y: Axis;
  /** The colour. */
  readonly z: Axis;
  /** One position or name a column. */
  readonly columns: readonly (number | string)[];
  /** One position or name a row. */
  readonly rows: readonly (number | string)[];
  /** Values, row by row; `null` is left white. */
  readonly values: readonly (readonly (number | null)[])[];
  /** What the values rest on, as in "n = 40 images". */
  readonly basis: string;
  /** Row and column to mark, and what to say there. */
  readonly optimum?: CellMark;
  /** Another cell, framed with dots; say in the note what it is. */
  readonly second?: CellPlace;
  /** Values below it have the lightest colour, so that colours tell the good ones apart. @default {the smallest value} */
  readonly floor?: number;
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
  const { title, note, basis, x, y, z, columns, rows, values } = options;
  const { optimum, second, floor, digits, picture = false } = options;
  const aspect = options.aspect ?? columns.length / rows.length;
  checkCells(values, rows, columns);
  const cells = picture ? {} : { type: "category" as const };
  const layout = {
    ...themeLayout({
      title,
      subtitle: [basis, note],
    }),
    xaxis: {
      ...themeAxis(x),
      ...cells,
      showgrid: false,
      ...(picture ? { constrain: "domain" as const } : {}),
    },
    yaxis: {
      ...themeAxis(y),
      ...cells,
      showgrid: false,
      ...(picture
        ? {
          autorange: "reversed" as const,
          scaleanchor: "x" as const,
          scaleratio: extent(columns) / extent(rows) / aspect,
          constrain: "domain" as const,
        }
        : {}),
    },
  };
  if (rows.length === 0 || columns.length === 0) return noData(layout);
  const names = (list: readonly (number | string)[]) =>
    picture ? [...list] : list.map(String);
  return {
    data: [{
      ...heatCells({
        ...{ x, y, z, values, digits },
        columns: names(columns),
        rows: names(rows),
        lines: !picture,
      }),
      ...(floor === undefined ? {} : colorRange([values], floor)),
    }],
    layout: optimum
      ? {
        ...layout,
        shapes: [
          ...(second ? [cellFrame(second, undefined, true)] : []),
          cellFrame(optimum),
        ],
        annotations: [cellLabel(optimum, rows.length)],
      }
      : layout,
  };
}
