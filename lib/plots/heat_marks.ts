import type { PanelReferences } from "./panel_axes.ts";
import { INK } from "./theme.ts";

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

/** The cells of one heat map that are pointed out. */
export interface CellMarks {
  /** Cell to mark, and what to say there. */
  readonly optimum?: CellMark;
  /** Another cell, framed with dots; say in the note what it is. */
  readonly second?: CellPlace;
}

/** Stands out of the blues for people with any colour vision. */
const MARK = "#d55e00";

function cellFrame(
  { row, column }: CellPlace,
  dashed: boolean,
  axes?: PanelReferences,
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

/** Frames around the marked cells, in the axes of their panel; that of the optimum on top. */
export function cellFrames(
  { optimum, second }: CellMarks,
  axes?: PanelReferences,
) {
  return [
    ...(second ? [cellFrame(second, true, axes)] : []),
    ...(optimum ? [cellFrame(optimum, false, axes)] : []),
  ];
}

/** What a mark says, with a line to its cell, above or below it as there is room. */
function cellLabel({ row, column, label }: CellMark, rows: number) {
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

/** The marks of a heat map that has the page for itself: frames, and the optimum's word beside it. */
export function cellMarks(marks: CellMarks, rows: number) {
  const { optimum } = marks;
  return {
    shapes: cellFrames(marks),
    annotations: optimum ? [cellLabel(optimum, rows)] : [],
  };
}
