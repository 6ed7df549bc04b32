import type { Axis, Figure, FigureText } from "./figure.ts";
import { axisTitle } from "./figure.ts";
import { noData } from "./no_data.ts";
import { INK, SEQUENTIAL, themeAxis, themeLayout } from "./theme.ts";

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
  readonly optimum?: {
    readonly row: number;
    readonly column: number;
    readonly label: string;
  };
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
  const { optimum, digits, picture = false } = options;
  const aspect = options.aspect ?? columns.length / rows.length;
  if (
    values.length !== rows.length ||
    values.some((row) => row.length !== columns.length)
  ) {
    throw new RangeError(
      `Cannot draw a heat map: values must be ${rows.length} rows of ${columns.length}, current value is ${values.length} rows of ${
        values[0]?.length ?? 0
      }`,
    );
  }
  const cells = picture ? {} : { type: "category" as const };
  const layout = {
    ...themeLayout({
      title,
      subtitle: [basis, ...(note ? [note] : [])].join(" · "),
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
      type: "heatmap",
      x: names(columns),
      y: names(rows),
      z: values.map((row) => [...row]),
      colorscale: SEQUENTIAL,
      xgap: picture ? 0 : 1,
      ygap: picture ? 0 : 1,
      hovertemplate:
        `${x.label} %{x}<br>${y.label} %{y}<br>${z.label} %{z:.4~g}<extra></extra>`,
      ...(digits === undefined ? {} : {
        texttemplate: `%{z:.${digits}f}`,
        textfont: { size: 11 },
      }),
      colorbar: {
        title: { text: axisTitle(z), side: "right" },
        thickness: 14,
        outlinewidth: 0,
        tickfont: { size: 12 },
      },
    }],
    layout: optimum
      ? {
        ...layout,
        shapes: [{
          type: "rect",
          x0: optimum.column - 0.5,
          x1: optimum.column + 0.5,
          y0: optimum.row - 0.5,
          y1: optimum.row + 0.5,
          line: { color: "#d55e00", width: 3 },
        }],
        annotations: [{
          text: optimum.label,
          x: optimum.column,
          y: optimum.row,
          ax: 0,
          ay: optimum.row > (rows.length - 1) / 2 ? 42 : -42,
          arrowcolor: "#d55e00",
          arrowwidth: 1.6,
          arrowhead: 0,
          standoff: 12,
          bgcolor: "#ffffff",
          bordercolor: "#d55e00",
          borderpad: 4,
          font: { size: 12, color: INK.title },
        }],
      }
      : layout,
  };
}
