import type { Axis, Figure, FigureText, Trace } from "./figure.ts";
import { noData } from "./no_data.ts";
import {
  INK,
  seriesColor,
  themeAxis,
  themeLayout,
  withOpacity,
} from "./theme.ts";

/** A number, or nothing where there is a gap. */
type Value = number | null;

/** One line. */
export interface Line {
  /** What the legend says. */
  readonly name: string;
  /** Positions, rising. */
  readonly x: readonly number[];
  /** One value a position; `null` or a number that is not finite is a gap that the line jumps. */
  readonly y: readonly Value[];
  /** Lower and upper bound of a band around the line, one a position. */
  readonly band?: {
    readonly low: readonly number[];
    readonly high: readonly number[];
  };
  /** Measured on the axis at the right. @default {false} */
  readonly secondary?: boolean;
  /** @default {false} */
  readonly dashed?: boolean;
  /** A dot at every value. @default {true} up to 40 values */
  readonly points?: boolean;
  /** Number of the colour; lines that belong together share one. By default the line's own number. */
  readonly color?: number;
}

/** A vertical line with a word. */
export interface Mark {
  /** Where. */
  readonly x: number;
  /** What it says. */
  readonly label: string;
}

/** What a line chart shows. */
export interface LinesOptions extends FigureText {
  /** Across. */
  readonly x: Axis;
  /** Up, at the left. */
  readonly y: Axis;
  /** Up, at the right, for lines that are `secondary`. */
  readonly secondary?: Axis;
  /** The lines, bottom to top. */
  readonly series: readonly Line[];
  /** Places to point out. */
  readonly marks?: readonly Mark[];
  /** What the lines rest on, as in "n = 40 images". */
  readonly basis: string;
}

function checkLengths(line: Line): void {
  const sizes = [line.y, line.band?.low, line.band?.high]
    .filter((values) => values !== undefined)
    .map((values) => values.length);
  if (sizes.some((size) => size !== line.x.length)) {
    throw new RangeError(
      `Cannot draw lines: line "${line.name}" must have ${line.x.length} values, one a position, current numbers are ${
        sizes.join(", ")
      }`,
    );
  }
}

function bandTrace(line: Line, color: string): Trace[] {
  if (!line.band) return [];
  return [{
    type: "scatter",
    name: line.name,
    x: [...line.x, ...line.x.toReversed()],
    y: [...line.band.high, ...line.band.low.toReversed()],
    fill: "toself",
    fillcolor: withOpacity(color, 0.15),
    line: { width: 0 },
    mode: "lines",
    hoverinfo: "skip",
    showlegend: false,
    legendgroup: line.name,
    ...(line.secondary ? { yaxis: "y2" } : {}),
  }];
}

function lineTrace(line: Line, color: string): Trace {
  const y = line.y.map((v) => v !== null && Number.isFinite(v) ? v : null);
  const values = y.filter((value) => value !== null).length;
  const points = line.points ?? values <= 40;
  return {
    type: "scatter",
    name: line.name,
    x: [...line.x],
    y,
    mode: points ? "lines+markers" : "lines",
    connectgaps: true,
    line: { color, width: 2, ...(line.dashed ? { dash: "dash" } : {}) },
    marker: { color, size: 5 },
    legendgroup: line.name,
    hovertemplate: "%{y:.4~g}",
    ...(line.secondary ? { yaxis: "y2" } : {}),
  };
}

/**
 * Values along a scale: curves of training, of a threshold search.
 *
 * @param options The lines and their axes.
 * @returns One trace a line and one a band.
 * @throws {RangeError} Where a line's positions and values differ in number.
 *
 * @example
 * ```ts
 * import { lines } from "./lines.ts";
 *
 * const figure = lines({
 *   title: "Loss",
 *   x: { label: "Epoch" },
 *   y: { label: "Loss" },
 *   basis: "fold 0, n = 40 images",
 *   series: [{ name: "training", x: [1, 2, 3], y: [0.9, 0.5, 0.4] }],
 * });
 * if (figure.data.length !== 1) throw new Error();
 * ```
 */
export function lines(options: LinesOptions): Figure {
  const { title, note, basis, x, y, secondary, series, marks } = options;
  series.forEach(checkLengths);
  const twoAxes = series.some((line) => line.secondary);
  const layout = {
    ...themeLayout({
      title,
      subtitle: [basis, note],
      legend: series.length > 1,
      marks: (marks ?? []).length > 0,
    }),
    xaxis: themeAxis(x),
    yaxis: themeAxis(y),
    hovermode: "x unified" as const,
    ...(twoAxes
      ? {
        yaxis2: {
          ...themeAxis(secondary ?? { label: "" }),
          overlaying: "y" as const,
          side: "right" as const,
          showgrid: false,
        },
      }
      : {}),
  };
  const drawn = series.filter((line) => line.x.length > 0);
  if (drawn.length === 0) return noData(layout);
  const color = (line: Line) => seriesColor(line.color ?? series.indexOf(line));
  const steps = [...new Set(drawn.flatMap((line) => line.x))];
  const place = (mark: Mark) => x.even ? steps.indexOf(mark.x) : mark.x;
  return {
    data: [
      ...drawn.flatMap((line) => bandTrace(line, color(line))),
      ...drawn.map((line) => lineTrace(line, color(line))),
    ],
    layout: {
      ...layout,
      shapes: (marks ?? []).map((mark) => ({
        type: "line",
        x0: place(mark),
        x1: place(mark),
        y0: 0,
        y1: 1,
        yref: "paper",
        line: { color: INK.soft, width: 1.2, dash: "dot" },
      })),
      annotations: (marks ?? []).map((mark) => ({
        text: mark.label,
        x: x.log ? Math.log10(mark.x) : place(mark),
        y: 1,
        yref: "paper",
        yanchor: "bottom",
        showarrow: false,
        font: { size: 12, color: INK.soft },
      })),
    },
  };
}
