import type { Figure, FigureText, Trace } from "./figure.ts";
import { noData } from "./no_data.ts";
import { panelLayout, panelReferences } from "./panel_axes.ts";
import {
  INK,
  seriesColor,
  themeAxis,
  themeLayout,
  withOpacity,
} from "./theme.ts";

/** Things whose probabilities are alike. */
export interface ReliabilityBar {
  /** Ends of the probabilities. */
  readonly from: number;
  readonly to: number;
  /** Things. */
  readonly count: number;
  /** Mean of their probabilities. */
  readonly confidence: number;
  /** Share of them that is what was predicted. */
  readonly frequency: number;
}

/** What a reliability diagram shows. */
export interface ReliabilityDiagramOptions extends FigureText {
  /** Rising; those without things are left out. */
  readonly bins: readonly ReliabilityBar[];
  /** What is counted, plural, as in "pixels". */
  readonly of: string;
  /** What the bins rest on, as in "n = 40 images". */
  readonly basis: string;
}

/** Shares of the counts below, what was found above; both over the same probabilities. */
function axesOf(of: string) {
  return panelLayout([
    {
      x: {
        ...themeAxis({ label: "Predicted probability", range: [0, 1] }),
        anchor: "y",
      },
      y: {
        ...themeAxis({ label: `Share of ${of}`, unit: "%", log: true }),
        domain: [0, 0.24],
        dtick: 1,
        tickfont: { size: 10, color: INK.text },
      },
    },
    {
      x: {
        ...themeAxis({ label: "", range: [0, 1] }),
        anchor: "y2",
        matches: "x",
        showticklabels: false,
      },
      y: {
        ...themeAxis({
          label: "True share of the predicted",
          range: [0, 1.02],
        }),
        domain: [0.32, 1],
      },
    },
  ]);
}

/** What the bars of both panels stand on. */
function placesOf(bins: readonly ReliabilityBar[]) {
  return {
    x: bins.map(({ from, to }) => (from + to) / 2),
    width: bins.map(({ from, to }) => (to - from) * 0.94),
  };
}

/** Bars between what was predicted and what was found. */
function gapsOf(bins: readonly ReliabilityBar[]) {
  // Plotly's types do not know a bar's base; its documentation does.
  return {
    type: "bar" as const,
    ...panelReferences(1),
    name: "too high or too low by",
    ...placesOf(bins),
    base: bins.map(({ frequency, confidence }) =>
      Math.min(frequency, confidence)
    ),
    y: bins.map(({ frequency, confidence }) =>
      Math.abs(frequency - confidence)
    ),
    marker: {
      color: withOpacity(seriesColor(1), 0.35),
      line: { color: seriesColor(1), width: 1 },
    },
    hovertemplate: "off by %{y:.3f}<extra></extra>",
  };
}

function foundLine(
  bins: readonly ReliabilityBar[],
  texts: readonly string[],
): Trace {
  return {
    type: "scatter",
    ...panelReferences(1),
    name: "found",
    mode: "lines+markers",
    x: bins.map(({ confidence }) => confidence),
    y: bins.map(({ frequency }) => frequency),
    text: [...texts],
    line: { color: seriesColor(0), width: 2 },
    marker: { color: seriesColor(0), size: 7 },
    hovertemplate:
      "%{text}<br>mean probability %{x:.3f}<br>true share %{y:.3f}<extra></extra>",
  };
}

function countBars(
  bins: readonly ReliabilityBar[],
  all: number,
  texts: readonly string[],
): Trace {
  return {
    type: "bar",
    showlegend: false,
    ...placesOf(bins),
    y: bins.map(({ count }) => 100 * count / all),
    text: [...texts],
    textposition: "none",
    marker: { color: INK.soft },
    hovertemplate: "%{text}, %{y:.3~g} %<extra></extra>",
  };
}

/**
 * How often that which was predicted with a probability is true: on the dashed line the probabilities are what they
 * say; below it they are too high. Under it how many things have such a probability, on a logarithmic scale.
 *
 * Source: Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015.
 *
 * @param options The bins and their names.
 * @returns Two panels that share their probabilities.
 *
 * @example
 * ```ts
 * import { reliabilityDiagram } from "./reliability_diagram.ts";
 *
 * const figure = reliabilityDiagram({
 *   title: "Are the probabilities what they say?",
 *   bins: [
 *     { from: 0, to: .5, count: 90, confidence: .1, frequency: .2 },
 *     { from: .5, to: 1, count: 10, confidence: .9, frequency: .8 },
 *   ],
 *   of: "pixels",
 *   basis: "n = 4 images",
 * });
 * if (figure.data.length !== 3) throw new Error();
 * ```
 */
export function reliabilityDiagram(options: ReliabilityDiagramOptions): Figure {
  const { title, note, basis, of } = options;
  const bins = options.bins.filter(({ count }) => count > 0);
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  const layout = {
    ...themeLayout({ title, subtitle: [basis, note], legend: true }),
    ...axesOf(of),
    height: 560,
    barmode: "overlay" as const,
  };
  if (all === 0) return noData(layout);
  const texts = bins.map(({ from, to, count }) =>
    `${Number(from.toFixed(4))} to ${Number(to.toFixed(4))}: ${
      count.toLocaleString("en-US")
    } ${of}`
  );
  return {
    data: [gapsOf(bins), foundLine(bins, texts), countBars(bins, all, texts)],
    layout: {
      ...layout,
      shapes: [{
        type: "line",
        xref: "x2",
        yref: "y2",
        x0: 0,
        y0: 0,
        x1: 1,
        y1: 1,
        line: { color: INK.soft, width: 1.2, dash: "dash" },
      }],
    },
  };
}
