import type { PanelReferences } from "./panel_axes.ts";

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

/** The same, dark enough for words. */
export const MARK_TEXT = "#a34700";

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

/** What a mark says, above the map: within it there is no place that has no number of its own. */
function cellLabel({ column, label }: CellMark) {
  return {
    text: `<b>${label}</b>`,
    x: column,
    y: 1,
    yref: "paper" as const,
    yanchor: "bottom" as const,
    yshift: 2,
    showarrow: false,
    font: { size: 12, color: MARK_TEXT },
  };
}

/** The marks of a heat map that has the page for itself: frames, and the optimum's word above its column. */
export function cellMarks(marks: CellMarks) {
  const { optimum } = marks;
  return {
    shapes: cellFrames(marks),
    annotations: optimum ? [cellLabel(optimum)] : [],
  };
}
