// @ts-types="@types/plotly.js"
import type { Data, Layout } from "plotly.js-dist-min";

/** One plotly trace. */
export type Trace = Data;

/** A chart as plotly takes it: plain JSON, drawn by nobody yet. */
export interface Figure {
  /** The traces, bottom to top. */
  readonly data: readonly Trace[];
  /** Axes, titles, theme. */
  readonly layout: Partial<Layout>;
  /** What is shown in its place where nobody can move a slider: in print and in static viewers. */
  readonly still?: Figure;
}

/** A measured quantity as an axis shows it. */
export interface Axis {
  /** What is measured, as in "Object area". */
  readonly label: string;
  /** Its unit, as in "px"; left out where the quantity has none. */
  readonly unit?: string;
  /** Logarithmic scale; values must be positive. @default {false} */
  readonly log?: boolean;
  /** Whether values are drawn a step apart each, in their order, however far they lie apart. @default {false} */
  readonly even?: boolean;
  /** Smallest and largest value shown; by default what the data need. */
  readonly range?: readonly [number, number];
}

/** What every figure has above it. */
export interface FigureText {
  /** What is to be seen, one line. */
  readonly title: string;
  /** Added to the line below the title, after the number of things shown. */
  readonly note?: string;
}

/** Named numbers, one a thing. */
export interface NamedValues {
  /** What the legend or the axis says. */
  readonly name: string;
  /** The numbers; those that are not finite are left out. */
  readonly values: readonly number[];
}

/**
 * The axis title: label and unit.
 *
 * @example
 * ```ts
 * import { axisTitle } from "./figure.ts";
 *
 * if (axisTitle({ label: "Area", unit: "px" }) !== "Area (px)") throw new Error();
 * ```
 */
export function axisTitle(axis: Axis): string {
  return axis.unit ? `${axis.label} (${axis.unit})` : axis.label;
}

/**
 * The number of things for the line below the title.
 *
 * @param groups Names and numbers of things; a single one shows without its name.
 * @param of What is counted, plural, as in "images".
 *
 * @example
 * ```ts
 * import { countText } from "./figure.ts";
 *
 * if (countText([["all", 1200]], "images") !== "n = 1,200 images") throw new Error();
 * ```
 */
export function countText(
  groups: readonly (readonly [name: string, count: number])[],
  of: string,
): string {
  const format = (count: number) => count.toLocaleString("en-US");
  const [first] = groups;
  if (groups.length === 1 && first) return `n = ${format(first[1])} ${of}`;
  return `n = ${
    groups.map(([name, count]) => `${format(count)} (${name})`).join(", ")
  } ${of}`;
}
