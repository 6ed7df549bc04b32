import { countText, type Figure, type FigureText } from "./figure.ts";
import { noData } from "./no_data.ts";
import { INK, seriesColor, themeLayout } from "./theme.ts";

/** A part of the whole. */
export interface Slice {
  /** What it is. */
  readonly name: string;
  /** How many, not negative. */
  readonly value: number;
}

/** What a pie shows. */
export interface PieOptions extends FigureText {
  /** What is counted, plural, as in "images". */
  readonly of: string;
  /** The parts, clockwise from the top. */
  readonly slices: readonly Slice[];
}

/**
 * Parts of a whole, few of them.
 *
 * @param options The parts.
 * @returns A ring with name, number and share at each part.
 *
 * @example
 * ```ts
 * import { pie } from "./pie.ts";
 *
 * const figure = pie({
 *   title: "Split",
 *   of: "images",
 *   slices: [{ name: "train", value: 40 }, { name: "hold-out", value: 8 }],
 * });
 * if (figure.data[0]?.type !== "pie") throw new Error();
 * ```
 */
export function pie(options: PieOptions): Figure {
  const { title, note, of, slices } = options;
  const total = slices.reduce((sum, slice) => sum + slice.value, 0);
  const layout = {
    ...themeLayout({
      title,
      subtitle: [countText([["", total]], of), note],
    }),
    margin: { l: 24, r: 24, t: 104, b: 52 },
  };
  if (total === 0) return noData(layout);
  return {
    data: [{
      type: "pie",
      labels: slices.map((slice) => slice.name),
      values: slices.map((slice) => slice.value),
      sort: false,
      direction: "clockwise",
      hole: 0.45,
      textposition: "outside",
      texttemplate: "%{label}<br>%{value} (%{percent})",
      hovertemplate: `%{label}: %{value} ${of} (%{percent})<extra></extra>`,
      marker: {
        colors: slices.map((_, index) => seriesColor(index)),
        line: { color: INK.paper, width: 2 },
      },
    }],
    layout,
  };
}
