import { type Axis, axisTitle, type Trace } from "./figure.ts";
import type { PanelReferences } from "./panel_axes.ts";
import { INK, SEQUENTIAL } from "./theme.ts";

/** A cell to point out. */
export interface CellMark {
  /** Index of its row. */
  readonly row: number;
  /** Index of its column. */
  readonly column: number;
  /** What is said there. */
  readonly label: string;
}

/** A cell to frame without a word. */
export type CellPlace = Pick<CellMark, "row" | "column">;

/** Stands out of the blues for people with any colour vision. */
const MARK = "#d55e00";

/** The colour scale's title and ticks. */
export function colorBar(z: Axis) {
  return {
    title: { text: axisTitle(z), side: "right" as const },
    thickness: 14,
    outlinewidth: 0,
    tickfont: { size: 12 },
  };
}

/** Cells as one trace: `lines` leaves a hair between them, `digits` writes the values into them. */
export function heatCells(options: {
  readonly x: Axis;
  readonly y: Axis;
  readonly z: Axis;
  readonly columns: readonly (number | string)[];
  readonly rows: readonly (number | string)[];
  readonly values: readonly (readonly (number | null)[])[];
  readonly lines: boolean;
  readonly digits?: number | undefined;
  /** Where the cells are: a third axis in words. */
  readonly at?: string;
}): Trace {
  const { x, y, z, columns, rows, values, lines, digits, at } = options;
  const gap = lines ? 1 : 0;
  return {
    type: "heatmap",
    x: [...columns],
    y: [...rows],
    z: values.map((row) => [...row]),
    colorscale: SEQUENTIAL,
    xgap: gap,
    ygap: gap,
    hovertemplate: `${x.label} %{x}<br>${y.label} %{y}<br>${
      at ? `${at}<br>` : ""
    }${z.label} %{z:.4~g}<extra></extra>`,
    ...(digits === undefined ? {} : {
      texttemplate: `%{z:.${digits}f}`,
      textfont: { size: 11 },
    }),
    colorbar: colorBar(z),
  };
}

/** A frame around a cell, in the axes of its panel. */
export function cellFrame(
  { row, column }: CellPlace,
  axes?: PanelReferences,
  dashed = false,
) {
  return {
    type: "rect" as const,
    ...(axes ? { xref: axes.xaxis, yref: axes.yaxis } : {}),
    x0: column - 0.5,
    x1: column + 0.5,
    y0: row - 0.5,
    y1: row + 0.5,
    line: dashed
      ? { color: MARK, width: 2, dash: "dot" as const }
      : { color: MARK, width: 3 },
  };
}

/** What a mark says, with a line to its cell, above or below it as there is room. */
export function cellLabel({ row, column, label }: CellMark, rows: number) {
  return {
    text: label,
    x: column,
    y: row,
    ax: 0,
    ay: row > (rows - 1) / 2 ? 42 : -42,
    arrowcolor: MARK,
    arrowwidth: 1.6,
    arrowhead: 0 as const,
    standoff: 12,
    bgcolor: "#ffffff",
    bordercolor: MARK,
    borderpad: 4,
    font: { size: 12, color: INK.title },
  };
}

/** Refuses values that are not one a cell. */
export function checkCells(
  values: readonly (readonly unknown[])[],
  rows: readonly unknown[],
  columns: readonly unknown[],
): void {
  const fits = values.length === rows.length &&
    values.every((row) => row.length === columns.length);
  if (fits) return;
  throw new RangeError(
    `Cannot draw a heat map: values must be ${rows.length} rows of ${columns.length}, current value is ${values.length} rows of ${
      values[0]?.length ?? 0
    }`,
  );
}

/** The ends of the colours: the highest value, and the floor or the lowest one. */
export function colorRange(
  values: readonly (readonly (readonly (number | null)[])[])[],
  floor: number | undefined,
): { readonly zmin: number; readonly zmax: number } {
  const all = values.flat(2).filter((v) => v !== null).filter(Number.isFinite);
  const zmax = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const zmin = Math.min(
    floor ?? all.reduce((a, b) => Math.min(a, b), zmax),
    zmax,
  );
  return { zmin, zmax };
}
