import { chooseBins, countInBins } from "./bins.ts";
import {
  type Axis,
  countText,
  type Figure,
  type FigureText,
  type NamedValues,
  type Trace,
} from "./figure.ts";
import { median } from "./median.ts";
import { noData } from "./no_data.ts";
import { INK, seriesColor, themeAxis, themeLayout } from "./theme.ts";

/** What a histogram shows. */
export interface HistogramOptions extends FigureText {
  /** The quantity. */
  readonly x: Axis;
  /** What is counted, plural, as in "images". */
  readonly of: string;
  /** The numbers. */
  readonly values: readonly number[];
  /** Bins aimed at; by default by Freedman and Diaconis' rule. */
  readonly bins?: number;
}

/** What a comparison of distributions shows. */
export interface ComparedHistogramOptions extends FigureText {
  /** The quantity. */
  readonly x: Axis;
  /** What is counted, plural, as in "images". */
  readonly of: string;
  /** Bins aimed at; by default by Freedman and Diaconis' rule on all numbers. */
  readonly bins?: number;
}

/** Plotly takes centre and width in data units on logarithmic axes, too. */
function centres(edges: readonly number[]): number[] {
  return edges.slice(1).map((edge, i) => (edges[i]! + edge) / 2);
}

function widths(edges: readonly number[]): number[] {
  return edges.slice(1).map((edge, i) => edge - edges[i]!);
}

function binTexts(edges: readonly number[]): string[] {
  const whole = edges.every((edge) => Math.abs(edge % 1) === 0.5);
  const format = (value: number) =>
    Number(value.toPrecision(3)).toLocaleString("en-US", {
      maximumSignificantDigits: 3,
    });
  return edges.slice(1).map((edge, i) =>
    whole && edge - edges[i]! === 1
      ? `${edge - 0.5}`
      : `${format(edges[i]!)} to ${format(edge)}`
  );
}

/**
 * How often the values of one quantity occur. A dashed line marks the median.
 *
 * @param options The numbers and their names; numbers that are not finite are left out.
 * @returns Bars, one a bin.
 * @throws {RangeError} Where a number is not positive and the axis is logarithmic.
 *
 * @example
 * ```ts
 * import { histogram } from "./histogram.ts";
 *
 * const figure = histogram({
 *   title: "Objects an image",
 *   x: { label: "Objects an image" },
 *   of: "images",
 *   values: [1, 2, 2, 5],
 * });
 * if (figure.data.length !== 1) throw new Error();
 * ```
 */
export function histogram(options: HistogramOptions): Figure {
  const { x, of, title, note, bins: count } = options;
  const values = options.values.filter(Number.isFinite);
  const subtitle = [
    countText([["", values.length]], of),
    ...(values.length > 0 ? [`median ${formatValue(median(values), x)}`] : []),
    note,
  ];
  const layout = {
    ...themeLayout({ title, subtitle }),
    xaxis: { ...themeAxis(x), showgrid: false },
    yaxis: themeAxis({ label: `Number of ${of}` }),
  };
  if (values.length === 0) return noData(layout);
  const log = x.log ?? false;
  const bins = chooseBins(values, {
    log,
    ...(count === undefined ? {} : { count }),
  });
  return {
    data: [{
      type: "bar",
      x: centres(bins.edges),
      y: countInBins(values, bins),
      width: widths(bins.edges),
      hovertext: binTexts(bins.edges),
      hovertemplate: `${x.label} %{hovertext}: %{y} ${of}<extra></extra>`,
      marker: { color: seriesColor(0), line: { color: INK.paper, width: 1 } },
    }],
    layout: {
      ...layout,
      bargap: 0,
      shapes: [{
        type: "line",
        x0: median(values),
        x1: median(values),
        y0: 0,
        y1: 1,
        yref: "paper",
        line: { color: INK.title, width: 1.5, dash: "dash" },
      }],
    },
  };
}

function formatValue(value: number, axis: Axis): string {
  const text = value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
  return axis.unit ? `${text} ${axis.unit}` : text;
}

/**
 * Two distributions of one quantity side by side, as shares of each set, so that sets of different size compare.
 *
 * @param first One set, as the real images.
 * @param second The other set, as the drawn images.
 * @param options Names of the quantity and of what is counted.
 * @returns Pairs of bars, one pair a bin, the same bins for both.
 * @throws {RangeError} Where a number is not positive and the axis is logarithmic.
 *
 * @example
 * ```ts
 * import { comparedHistogram } from "./histogram.ts";
 *
 * const figure = comparedHistogram(
 *   { name: "real", values: [1, 2, 2] },
 *   { name: "drawn", values: [2, 3] },
 *   { title: "Objects an image", x: { label: "Objects" }, of: "images" },
 * );
 * if (figure.data.length !== 2) throw new Error();
 * ```
 */
export function comparedHistogram(
  first: NamedValues,
  second: NamedValues,
  options: ComparedHistogramOptions,
): Figure {
  const { x, of, title, note, bins: count } = options;
  const sets = [first, second].map(({ name, values }) => ({
    name,
    values: values.filter(Number.isFinite),
  }));
  const subtitle = [
    countText(sets.map(({ name, values }) => [name, values.length]), of),
    note,
  ];
  const layout = {
    ...themeLayout({ title, subtitle, legend: true }),
    xaxis: { ...themeAxis(x), showgrid: false },
    yaxis: { ...themeAxis({ label: `Share of ${of}`, unit: "%" }) },
  };
  const all = sets.flatMap(({ values }) => values);
  if (all.length === 0) return noData(layout);
  const log = x.log ?? false;
  const bins = chooseBins(all, {
    log,
    ...(count === undefined ? {} : { count }),
  });
  const data: Trace[] = sets.map(({ name, values }, index) => {
    const half = widths(bins.edges).map((width) => width * 0.46);
    return {
      type: "bar",
      name,
      // Bars of half the bin's width, one at each side of its centre: the same on linear and logarithmic axes.
      x: bins.edges.slice(1).map((edge, i) => {
        const low = bins.edges[i]!;
        return low + (edge - low) * (index === 0 ? 0.27 : 0.73);
      }),
      y: countInBins(values, bins).map((n) =>
        Number((100 * n / Math.max(1, values.length)).toFixed(3))
      ),
      width: half,
      hovertext: binTexts(bins.edges),
      hovertemplate:
        `${x.label} %{hovertext}: %{y:.1f} % of ${of}<extra>${name}</extra>`,
      marker: { color: seriesColor(index) },
    };
  });
  return { data, layout: { ...layout, barmode: "overlay" } };
}
