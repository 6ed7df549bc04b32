import { type Axis, axisTitle, type FigureText, type Trace } from "./figure.ts";
import { SEQUENTIAL, themeAxis } from "./theme.ts";

/** What the cells of every heat map are called, and where they stand. */
export interface HeatGrid extends FigureText {
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
  /** Values below it have the lightest colour, so that colours tell the good ones apart. @default {the smallest value} */
  readonly floor?: number;
  /** What the values rest on, as in "n = 40 images". */
  readonly basis: string;
}

/** The colour scale's title and ticks. */
function colorBar(z: Axis) {
  return {
    title: { text: axisTitle(z), side: "right" as const },
    thickness: 14,
    outlinewidth: 0,
    tickfont: { size: 12 },
  };
}

/** An axis along which cells are spaced evenly, whatever their positions. */
export function cellAxis(axis: Axis) {
  return { ...themeAxis(axis), type: "category" as const, showgrid: false };
}

/** The cells of one heat map. */
export interface HeatCells
  extends Pick<HeatGrid, "x" | "y" | "z" | "columns" | "rows"> {
  /** Row by row; `null` is left white. */
  readonly values: readonly (readonly (number | null)[])[];
  /** The value written into each cell with this many digits; none where left out. */
  readonly digits?: number;
  /** Numeric positions, and no hair between the cells. @default {false} */
  readonly picture?: boolean;
  /** Where the cells are: a third axis in words. */
  readonly at?: string;
}

/** Cells as one trace, for axes of `cellAxis` where they are no picture. */
export function heatCells(cells: HeatCells): Trace {
  const { x, y, z, columns, rows, values, digits, picture = false, at } = cells;
  const gap = picture ? 0 : 1;
  const names = (list: readonly (number | string)[]) =>
    picture ? [...list] : list.map(String);
  return {
    type: "heatmap",
    x: names(columns),
    y: names(rows),
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
