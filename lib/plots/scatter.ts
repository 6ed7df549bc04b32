import {
  type Axis,
  countText,
  type Figure,
  type FigureText,
  type Trace,
} from "./figure.ts";
import { noData } from "./no_data.ts";
import { INK, seriesColor, themeAxis, themeLayout } from "./theme.ts";

/** Points of one colour. */
export interface Points {
  /** What the legend says. */
  readonly name: string;
  /** Across, one a point. */
  readonly x: readonly number[];
  /** Up, one a point. */
  readonly y: readonly number[];
  /** What is shown when the pointer is on a point, one a point. */
  readonly labels?: readonly string[];
}

/** What a scatter plot shows. */
export interface ScatterOptions extends FigureText {
  /** Across. */
  readonly x: Axis;
  /** Up. */
  readonly y: Axis;
  /** What is counted, plural, as in "images". */
  readonly of: string;
  /** The points. */
  readonly series: readonly Points[];
  /** Draw the line on which both quantities are equal. @default {false} */
  readonly diagonal?: boolean;
}

/**
 * Two quantities of the same things against each other.
 *
 * @param options Points and their axes.
 * @returns One trace a series.
 * @throws {RangeError} Where the coordinates of a series differ in number.
 *
 * @example
 * ```ts
 * import { scatter } from "./scatter.ts";
 *
 * const figure = scatter({
 *   title: "Dice before and after",
 *   x: { label: "Dice before" },
 *   y: { label: "Dice after" },
 *   of: "images",
 *   series: [{ name: "images", x: [0.5, 0.7], y: [0.6, 0.7] }],
 *   diagonal: true,
 * });
 * if (figure.layout.shapes?.length !== 1) throw new Error();
 * ```
 */
export function scatter(options: ScatterOptions): Figure {
  const { title, note, x, y, of, series, diagonal = false } = options;
  for (const points of series) {
    if (points.x.length !== points.y.length) {
      throw new RangeError(
        `Cannot draw points: "${points.name}" must have as many y as x (${points.x.length}), current number is ${points.y.length}`,
      );
    }
  }
  const total = series.reduce((sum, points) => sum + points.x.length, 0);
  const layout = {
    ...themeLayout({
      title,
      subtitle: [countText([["", total]], of), note],
      legend: series.length > 1,
    }),
    xaxis: themeAxis(x),
    yaxis: themeAxis(y),
    hovermode: "closest" as const,
  };
  if (total === 0) return noData(layout);
  const data = series.map((points, index): Trace => ({
    type: "scatter",
    mode: "markers",
    name: points.name,
    x: [...points.x],
    y: [...points.y],
    ...(points.labels ? { text: [...points.labels] } : {}),
    marker: {
      color: seriesColor(index),
      size: 8,
      opacity: 0.7,
      line: { color: INK.paper, width: 0.8 },
    },
    hovertemplate: `${
      points.labels ? "%{text}<br>" : ""
    }${x.label} %{x:.4~g}<br>${y.label} %{y:.4~g}<extra></extra>`,
  }));
  if (!diagonal) return { data, layout };
  const all = [
    ...series.flatMap((points) => [...points.x, ...points.y]),
    // As far as both axes are shown.
    ...(x.range && y.range
      ? [Math.max(x.range[0], y.range[0]), Math.min(x.range[1], y.range[1])]
      : []),
  ];
  const ends = [
    all.reduce((a, b) => Math.min(a, b)),
    all.reduce((a, b) => Math.max(a, b)),
  ] as const;
  return {
    data,
    layout: {
      ...layout,
      shapes: [{
        type: "line",
        layer: "below",
        x0: ends[0],
        y0: ends[0],
        x1: ends[1],
        y1: ends[1],
        line: { color: INK.soft, width: 1.2, dash: "dash" },
      }],
    },
  };
}
