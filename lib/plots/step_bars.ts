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

/** A step beside the score before it. */
interface Change extends StepBar {
  readonly before: number;
  readonly gain: number;
}

/** Bars from the score before a step to the score after it. */
function barsOf(changes: readonly Change[], positions: readonly number[]) {
  // Plotly's types do not know a bar's base; its documentation does.
  return {
    type: "bar" as const,
    x: [...positions],
    base: changes.map(({ before }) => before),
    y: changes.map(({ gain }) => gain),
    width: 0.5,
    marker: { color: changes.map(({ gain }) => seriesColor(gain < 0 ? 1 : 0)) },
    text: changes.map(({ name }) => name),
    textposition: "none" as const,
    customdata: changes.map(({ score }) => score),
    hovertemplate:
      "%{text}: %{y:+.4f}<br>%{customdata:.4f} after it<extra></extra>",
    showlegend: false,
  };
}

/** How far the scores after the steps could be chance; steps without an interval have none. */
function whiskersOf(
  changes: readonly Change[],
  positions: readonly number[],
): Trace {
  return {
    type: "scatter",
    mode: "markers",
    x: [...positions],
    y: changes.map(({ score }) => score),
    marker: { color: INK.title, size: 1 },
    error_y: {
      type: "data",
      symmetric: false,
      array: changes.map(({ interval, gain }) =>
        interval ? interval.high - gain : 0
      ),
      arrayminus: changes.map(({ interval, gain }) =>
        interval ? gain - interval.low : 0
      ),
      color: INK.title,
      thickness: 1.4,
      width: 5,
    },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** The scores between which the axis runs, with room above for the labels. */
function rangeOf(first: StepBar, changes: readonly Change[]): [number, number] {
  const ends = [
    first.score,
    ...changes.flatMap(({ score, before, interval }) => [
      score,
      ...(interval ? [before + interval.low, before + interval.high] : []),
    ]),
  ].filter(Number.isFinite);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  // Below a thousandth differences are nothing; they must not fill the page.
  const room = Math.max((high - low) * 0.18, 0.002);
  return [low - room, high + 1.6 * room];
}

/** A dotted line at the score after a step, as far as the next step. */
function levelOf({ score }: StepBar, position: number, steps: number) {
  return {
    type: "line" as const,
    x0: position - 0.25,
    x1: Math.min(position + 1.25, steps - 0.75),
    y0: score,
    y1: score,
    line: { color: INK.soft, width: 1.2, dash: "dot" as const },
  };
}

/** Words above a bar and its whisker. */
function labelAt(x: number, y: number, text: string) {
  return {
    x,
    y,
    yanchor: "bottom" as const,
    yshift: 3,
    text,
    showarrow: false,
    font: { size: 12, color: INK.title },
  };
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
    ...themeLayout({ title, subtitle: [basis, note] }),
    xaxis: {
      ...themeAxis({ label: "Step, in the order of the pipeline" }),
      showgrid: false,
      ticks: "" as const,
      tickangle: 0,
    },
    yaxis: themeAxis(y),
  };
  const [first, ...others] = steps;
  if (!first) return noData(layout);
  const changes = others.map((step, i): Change => {
    const before = steps[i]!.score;
    return { ...step, before, gain: step.score - before };
  });
  const all = steps.map((_, s) => s);
  const positions = all.slice(1);
  const told = changes.some(({ interval }) => interval);
  return {
    data: [
      barsOf(changes, positions),
      ...(told ? [whiskersOf(changes, positions)] : []),
    ],
    layout: {
      ...layout,
      xaxis: {
        ...layout.xaxis,
        range: [-0.6, steps.length - 0.4],
        tickvals: all,
        ticktext: steps.map(({ name, note: extra }) =>
          wrapText(name, 16) +
          (extra ? `<br><span style="color:${INK.soft}">${extra}</span>` : "")
        ),
      },
      yaxis: { ...layout.yaxis, range: rangeOf(first, changes) },
      shapes: steps.map((step, s) => levelOf(step, s, steps.length)),
      annotations: [
        labelAt(0, first.score, first.score.toFixed(4)),
        ...changes.map(({ score, before, gain, interval }, i) =>
          labelAt(
            positions[i]!,
            Math.max(score, before + (interval?.high ?? 0), before),
            `<b>${signed(gain)}</b><br>${score.toFixed(4)}`,
          )
        ),
      ],
    },
  };
}
