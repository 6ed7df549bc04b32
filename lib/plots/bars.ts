import {
  type Axis,
  countText,
  type Figure,
  type FigureText,
  type NamedValues,
  type Trace,
} from "./figure.ts";
import { noData } from "./no_data.ts";
import { INK, seriesColor, themeAxis, themeLayout } from "./theme.ts";

/** What a bar chart shows. */
export interface BarsOptions extends FigureText {
  /** What the categories are. */
  readonly x: Axis;
  /** What the bars measure. */
  readonly y: Axis;
  /** One name a bar (or group of bars). */
  readonly categories: readonly string[];
  /** One colour each; values in the order of the categories. */
  readonly series: readonly NamedValues[];
  /** Number of things behind the whole chart and what they are, plural. */
  readonly n: number;
  /** What is counted, plural, as in "images". */
  readonly of: string;
  /** Several series stand side by side or on each other. @default {"group"} */
  readonly mode?: "group" | "stack";
  /** Digits after the point in the labels on the bars; no labels where left out. */
  readonly digits?: number;
}

/**
 * One value a category, or several side by side or stacked.
 *
 * @param options Categories, series and their names.
 * @returns One trace a series.
 * @throws {RangeError} Where a series has not one value a category.
 *
 * @example
 * ```ts
 * import { bars } from "./bars.ts";
 *
 * const figure = bars({
 *   title: "Images a fold",
 *   x: { label: "Fold" },
 *   y: { label: "Images" },
 *   categories: ["0", "1"],
 *   series: [{ name: "images", values: [4, 5] }],
 *   n: 9,
 *   of: "images",
 * });
 * if (figure.data.length !== 1) throw new Error();
 * ```
 */
export function bars(options: BarsOptions): Figure {
  const { title, note, x, y, categories, series, n, of, digits } = options;
  const mode = options.mode ?? "group";
  for (const { name, values } of series) {
    if (values.length !== categories.length) {
      throw new RangeError(
        `Cannot draw bars: series "${name}" must have ${categories.length} values, one a category, current number is ${values.length}`,
      );
    }
  }
  const layout = {
    ...themeLayout({
      title,
      subtitle: [countText([["", n]], of), note],
      legend: series.length > 1,
    }),
    xaxis: {
      ...themeAxis(x),
      type: "category" as const,
      showgrid: false,
      ticks: "" as const,
    },
    yaxis: themeAxis(y),
  };
  if (categories.length === 0 || series.length === 0) return noData(layout);
  const data = series.map(({ name, values }, index): Trace => ({
    type: "bar",
    name,
    x: [...categories],
    y: [...values],
    marker: { color: seriesColor(index), line: { color: INK.paper, width: 1 } },
    hovertemplate: `%{x}: %{y}<extra>${name}</extra>`,
    ...(digits === undefined ? {} : {
      text: values.map((value) =>
        value.toLocaleString("en-US", {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        })
      ),
      textposition: mode === "stack" ? "inside" : "outside",
      textangle: 0,
      textfont: { size: 11.5 },
      cliponaxis: false,
    }),
  }));
  // Few bars stay slim instead of filling the page.
  const across = categories.length * (mode === "group" ? series.length : 1);
  const bargap = Math.max(0.3, Number((1 - 0.11 * across).toFixed(2)));
  return { data, layout: { ...layout, barmode: mode, bargap } };
}
