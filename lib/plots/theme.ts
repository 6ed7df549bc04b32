// @ts-types="@types/plotly.js"
import type { Layout, LayoutAxis } from "plotly.js-dist-min";
import { type Axis, axisTitle } from "./figure.ts";

/**
 * Colours of the series, told apart by people with any colour vision: Okabe and Ito's set ("Color universal design",
 * 2008), its yellow left out because it is too light for lines on white, orange darkened.
 */
export const PALETTE: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#b5599a",
  "#56b4e9",
  "#c98a00",
  "#5f6770",
];

/** Text and lines around the data. */
export const INK = {
  title: "#1b2733",
  text: "#3c4753",
  soft: "#66717d",
  line: "#b4bcc5",
  grid: "#e9edf1",
  paper: "#ffffff",
} as const;

/** Fonts that the systems have; the browser of the project brings the first. */
export const FONT_FAMILY =
  '"Open Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** Perceptually even from light to dark, readable without colour (viridis reversed would hide text on yellow). */
export const SEQUENTIAL: [number, string][] = [
  [0, "#f4f8fb"],
  [0.25, "#b9d7ea"],
  [0.5, "#6aaed6"],
  [0.75, "#2a7ab9"],
  [1, "#0b3d6e"],
];

/**
 * Colour of the n-th series.
 *
 * @example
 * ```ts
 * import { seriesColor } from "./theme.ts";
 *
 * if (seriesColor(0) === seriesColor(1)) throw new Error();
 * ```
 */
export function seriesColor(index: number): string {
  return PALETTE[index % PALETTE.length]!;
}

/**
 * A colour of the palette, see-through.
 *
 * @param color `#rrggbb`.
 * @param opacity In [0, 1].
 *
 * @example
 * ```ts
 * import { withOpacity } from "./theme.ts";
 *
 * if (withOpacity("#ff0080", 0.5) !== "rgba(255,0,128,0.5)") throw new Error();
 * ```
 */
export function withOpacity(color: string, opacity: number): string {
  const parts = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return `rgba(${parts.join(",")},${opacity})`;
}

/** Range of an axis in plotly's terms: exponents where the axis is logarithmic. */
function plotlyRange(axis: Axis): [number, number] | undefined {
  if (!axis.range) return undefined;
  const [low, high] = axis.range;
  return axis.log ? [Math.log10(low), Math.log10(high)] : [low, high];
}

/**
 * The look of one axis: title with unit, thin line, light grid.
 *
 * @example
 * ```ts
 * import { themeAxis } from "./theme.ts";
 *
 * if (themeAxis({ label: "Area", log: true }).type !== "log") throw new Error();
 * ```
 */
export function themeAxis(axis: Axis): Partial<LayoutAxis> {
  const range = plotlyRange(axis);
  return {
    title: { text: axisTitle(axis), standoff: 12 },
    ...(axis.log ? { type: "log" } : axis.even ? { type: "category" } : {}),
    exponentformat: "none",
    separatethousands: true,
    ...(range ? { range } : {}),
    automargin: true,
    gridcolor: INK.grid,
    zeroline: false,
    showline: true,
    linecolor: INK.line,
    ticks: "outside",
    tickcolor: INK.line,
    ticklen: 4,
    tickfont: { size: 12, color: INK.text },
  };
}

/** What the layout of every figure starts from. */
export interface ThemeOptions {
  /** First line. */
  readonly title: string;
  /** Parts of the second line; what is empty or missing is left out. */
  readonly subtitle: readonly (string | undefined)[];
  /** Room for a legend between the titles and the data. */
  readonly legend?: boolean;
  /** Room for a row of words right above the data. */
  readonly marks?: boolean;
}

/**
 * The layout every figure starts from: white, titles on the left, legend in one row below them.
 *
 * @example
 * ```ts
 * import { themeLayout } from "./theme.ts";
 *
 * const layout = themeLayout({ title: "Areas", subtitle: ["n = 3 images"] });
 * if (layout.paper_bgcolor !== "#ffffff") throw new Error();
 * ```
 */
export function themeLayout(options: ThemeOptions): Partial<Layout> {
  const { legend = false, marks = false } = options;
  return {
    title: {
      text: options.title,
      font: { size: 17, color: INK.title, weight: 600 },
      subtitle: {
        text: options.subtitle.filter(Boolean).join(" · "),
        font: { size: 12.5, color: INK.soft },
      },
      x: 0,
      xref: "container",
      xanchor: "left",
      pad: { l: 16, r: 0, t: 18, b: 0 },
      y: 1,
      yref: "container",
      yanchor: "top",
    },
    font: { family: FONT_FAMILY, size: 13, color: INK.text },
    colorway: [...PALETTE],
    paper_bgcolor: INK.paper,
    plot_bgcolor: INK.paper,
    margin: {
      l: 64,
      r: 28,
      t: 84 + (legend ? 26 : 0) + (marks ? 20 : 0),
      b: 60,
    },
    showlegend: legend,
    legend: {
      orientation: "h",
      x: 0,
      xanchor: "left",
      y: marks ? 1.075 : 1.01,
      yanchor: "bottom",
      traceorder: "normal",
      font: { size: 12.5, color: INK.text },
      bgcolor: "rgba(255,255,255,0)",
    },
    hoverlabel: {
      bgcolor: "#ffffff",
      bordercolor: INK.line,
      font: { family: FONT_FAMILY, size: 12.5, color: INK.title },
    },
    bargap: 0.04,
  };
}
