import {
  type Axis,
  countText,
  type Figure,
  type FigureText,
  type NamedValues,
  type Trace,
} from "./figure.ts";
import { noData } from "./no_data.ts";
import { seriesColor, themeAxis, themeLayout, withOpacity } from "./theme.ts";

/** Above this many values the points would hide the box and swell the file. */
const MOST_POINTS = 1500;

/** What a box plot shows. */
export interface BoxPlotOptions extends FigureText {
  /** The quantity. */
  readonly y: Axis;
  /** What the boxes stand for, as in "Fold"; shown below them. */
  readonly x: Axis;
  /** What is counted, plural, as in "objects". */
  readonly of: string;
  /** One box each. */
  readonly groups: readonly NamedValues[];
  /** Every value as a point beside its box; by default where there are at most 1,500. */
  readonly points?: boolean;
}

/** Linear interpolation between order statistics, as numpy's default. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
}

/** Quartiles and whiskers at the last value within 1.5 interquartile ranges (Tukey). */
function summarise(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const [q1, middle, q3] = [0.25, 0.5, 0.75].map((q) =>
    quantile(sorted, q)
  ) as [
    number,
    number,
    number,
  ];
  const reach = 1.5 * (q3 - q1);
  return {
    q1: [q1],
    median: [middle],
    q3: [q3],
    lowerfence: [sorted.find((value) => value >= q1 - reach)!],
    upperfence: [sorted.findLast((value) => value <= q3 + reach)!],
  };
}

/**
 * Median, quartiles and spread of one quantity in several groups. Boxes hold the middle half, whiskers reach to the
 * last value within 1.5 times the box.
 *
 * @param options The groups and their names; values that are not finite, or not positive on a logarithmic axis, are
 * left out.
 * @returns One box a group, with the values beside it where they are few.
 *
 * @example
 * ```ts
 * import { boxPlot } from "./box_plot.ts";
 *
 * const figure = boxPlot({
 *   title: "Object area",
 *   x: { label: "Set" },
 *   y: { label: "Area", unit: "px", log: true },
 *   of: "objects",
 *   groups: [{ name: "train", values: [10, 200, 3000] }],
 * });
 * if (figure.layout.yaxis?.type !== "log") throw new Error();
 * ```
 */
export function boxPlot(options: BoxPlotOptions): Figure {
  const { title, note, x, y, of } = options;
  const groups = options.groups.map(({ name, values }) => ({
    name,
    values: values.filter((v) => Number.isFinite(v) && (!y.log || v > 0)),
  }));
  const total = groups.reduce((sum, group) => sum + group.values.length, 0);
  const points = options.points ?? total <= MOST_POINTS;
  const layout = {
    ...themeLayout({
      title,
      subtitle: [countText([["", total]], of), note],
    }),
    xaxis: { ...themeAxis(x), showgrid: false, ticks: "" as const },
    yaxis: themeAxis(y),
  };
  if (total === 0) return noData(layout);
  const data = groups.map(({ name, values }, index): Trace => {
    const color = seriesColor(index);
    const label = groups.length > 1
      ? `${name}<br>n = ${values.length.toLocaleString("en-US")}`
      : name;
    const shared = {
      type: "box",
      name: label,
      width: 0.45,
      fillcolor: withOpacity(color, 0.18),
      line: { color, width: 1.6 },
      marker: { color, size: 4, opacity: 0.45 },
    } as const;
    if (values.length === 0) return { ...shared, y: [] };
    const summary = { ...shared, x: [label], ...summarise(values) };
    if (!points) return { ...summary, boxpoints: false };
    return {
      ...summary,
      y: [values] as number[][],
      boxpoints: "all",
      jitter: 0.5,
      pointpos: -1.7,
    };
  });
  return { data, layout };
}
