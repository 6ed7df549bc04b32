import type { Axis, Figure, FigureText, Trace } from "./figure.ts";
import { noData } from "./no_data.ts";
import { signed } from "./signed.ts";
import { INK, seriesColor, themeAxis, themeLayout } from "./theme.ts";
import { wrapText } from "./wrap_text.ts";

/** One step and the score after it. */
export interface StepBar {
  /** What it does. */
  readonly name: string;
  /** Score after it. */
  readonly score: number;
  /** How far what it adds could be chance, where that is known. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** A softer line below its name. */
  readonly note?: string;
}

/** What step bars show. */
export interface StepBarsOptions extends FigureText {
  /** What is scored. */
  readonly y: Axis;
  /** In their order; the first is where it starts from. */
  readonly steps: readonly StepBar[];
  /** What the scores rest on, as in "n = 40 images". */
  readonly basis: string;
}

/**
 * What each step of a chain adds: bars float from the score before a step to the score after it, blue where it gains,
 * orange where it loses; whiskers tell how far that could be chance. The axis does not begin at zero: it is the
 * differences that are to be seen.
 *
 * @param options The steps and their names.
 * @returns Bars, one a step but the first, and lines at the first and the last score.
 *
 * @example
 * ```ts
 * import { stepBars } from "./step_bars.ts";
 *
 * const figure = stepBars({
 *   title: "What each step adds",
 *   y: { label: "Mean Dice" },
 *   steps: [{ name: "threshold", score: .9 }, { name: "fill holes", score: .92 }],
 *   basis: "n = 40 images",
 * });
 * if (!JSON.stringify(figure.layout).includes("+0.0200")) throw new Error();
 * ```
 */
export function stepBars(options: StepBarsOptions): Figure {
  const { title, note, basis, y, steps } = options;
  const layout = {
    ...themeLayout({
      title,
      subtitle: [basis, note],
    }),
    xaxis: {
      ...themeAxis({ label: "Step, in the order of the pipeline" }),
      showgrid: false,
      ticks: "" as const,
      tickangle: 0,
    },
    yaxis: themeAxis(y),
  };
  const [first] = steps;
  if (!first) return noData(layout);
  const gains = steps.map(({ score }, s) =>
    s === 0 ? 0 : score - steps[s - 1]!.score
  );
  const ends = steps.flatMap(({ score, interval }, s) => {
    const before = steps[Math.max(s - 1, 0)]!.score;
    return [
      score,
      ...(interval && s > 0
        ? [before + interval.low, before + interval.high]
        : []),
    ];
  }).filter(Number.isFinite);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  // Below a thousandth differences are nothing; they must not fill the page.
  const room = Math.max((high - low) * 0.18, 0.002);
  const positions = steps.map((_, s) => s);
  // Plotly's types do not know a bar's base; its documentation does.
  const bar = {
    type: "bar" as const,
    x: positions.slice(1),
    base: steps.slice(0, -1).map(({ score }) => score),
    y: gains.slice(1),
    width: 0.5,
    marker: {
      color: gains.slice(1).map((gain) => seriesColor(gain < 0 ? 1 : 0)),
    },
    text: steps.slice(1).map(({ name }) => name),
    textposition: "none" as const,
    customdata: steps.slice(1).map(({ score }) => score),
    hovertemplate:
      "%{text}: %{y:+.4f}<br>%{customdata:.4f} after it<extra></extra>",
    showlegend: false,
  };
  const whiskers: Trace[] = steps.some(({ interval }) => interval)
    ? [{
      type: "scatter",
      mode: "markers",
      x: positions.slice(1),
      y: steps.slice(1).map(({ score }) => score),
      marker: { color: INK.title, size: 1 },
      error_y: {
        type: "data",
        symmetric: false,
        array: steps.slice(1).map(({ interval }, i) =>
          interval ? interval.high - gains[i + 1]! : 0
        ),
        arrayminus: steps.slice(1).map(({ interval }, i) =>
          interval ? gains[i + 1]! - interval.low : 0
        ),
        color: INK.title,
        thickness: 1.4,
        width: 5,
      },
      hoverinfo: "skip",
      showlegend: false,
    }]
    : [];
  const level = (from: number, to: number, at: number) => ({
    type: "line" as const,
    x0: from,
    x1: to,
    y0: at,
    y1: at,
    line: { color: INK.soft, width: 1.2, dash: "dot" as const },
  });
  return {
    data: [bar, ...whiskers],
    layout: {
      ...layout,
      xaxis: {
        ...layout.xaxis,
        range: [-0.6, steps.length - 0.4],
        tickvals: positions,
        ticktext: steps.map(({ name, note: extra }) =>
          wrapText(name, 16) +
          (extra ? `<br><span style="color:${INK.soft}">${extra}</span>` : "")
        ),
      },
      yaxis: { ...layout.yaxis, range: [low - room, high + 1.6 * room] },
      shapes: steps.map(({ score }, s) =>
        level(s - 0.25, Math.min(s + 1.25, steps.length - 0.75), score)
      ),
      annotations: steps.map(({ score, interval }, s) => ({
        x: s,
        y: Math.max(
          score,
          steps[Math.max(s - 1, 0)]!.score + (s > 0 ? interval?.high ?? 0 : 0),
          steps[Math.max(s - 1, 0)]!.score,
        ),
        yanchor: "bottom" as const,
        yshift: 3,
        text: s === 0
          ? score.toFixed(4)
          : `<b>${signed(gains[s]!)}</b><br>${score.toFixed(4)}`,
        showarrow: false,
        font: { size: 12, color: INK.title },
      })),
    },
  };
}
