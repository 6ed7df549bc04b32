// @ts-types="@types/plotly.js"
import type { LayoutAxis } from "plotly.js-dist-min";

/** Names by which plotly knows the axes of the n-th panel. */
const NUMBERS = ["", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
type AxisKey = `${"xaxis" | "yaxis"}${(typeof NUMBERS)[number]}`;

/** Most panels that a figure can have. */
export const MOST_PANELS = NUMBERS.length;

/** Both axes of a panel. */
export interface PanelAxes {
  readonly x: Partial<LayoutAxis>;
  /** None where the panel takes the first one's. */
  readonly y?: Partial<LayoutAxis>;
}

/** What plotly calls the axes of a panel in traces, shapes and annotations. */
export interface PanelReferences {
  readonly xaxis: `x${(typeof NUMBERS)[number]}`;
  readonly yaxis: `y${(typeof NUMBERS)[number]}`;
}

/** The names of the n-th panel's axes. */
export function panelReferences(panel: number): PanelReferences {
  const number = NUMBERS[panel] ?? "";
  return { xaxis: `x${number}`, yaxis: `y${number}` };
}

/**
 * The axes of panels under the names that the layout wants.
 *
 * @param panels Nine at most.
 */
export function panelLayout(
  panels: readonly PanelAxes[],
): Partial<Record<AxisKey, Partial<LayoutAxis>>> {
  return Object.fromEntries(
    panels.flatMap(({ x, y }, panel) => [
      [`xaxis${NUMBERS[panel]}`, x],
      ...(y ? [[`yaxis${NUMBERS[panel]}`, y]] : []),
    ]),
  );
}
