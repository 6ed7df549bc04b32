import { InputError } from "../core/mod.ts";
import { bootstrapMean, meanScore } from "../metrics/mod.ts";
import { axisSteps } from "./axis_steps.ts";
import { type ChoiceRules, chooseMapPoint } from "./choose_map_point.ts";
import type { ScoreTable } from "./score_table.ts";
import {
  gridAxes,
  type GridAxis,
  gridSize,
  type SearchGrid,
} from "./search_grid.ts";
import { smoothScores } from "./smooth_scores.ts";

/** One heat map of a grid, the other axes held. */
export interface GridSlice {
  /** Value of the held axis; absent where the grid has only two axes. */
  readonly at?: number;
  /** Scores at [row][column]. */
  readonly values: readonly (readonly number[])[];
}

/** Heat maps for every value of the third axis: what a slider goes through. */
export interface GridSlices {
  readonly rows: GridAxis;
  readonly columns: GridAxis;
  /** The slider's axis; absent where the grid has only two axes. */
  readonly slider?: GridAxis;
  readonly slices: readonly GridSlice[];
}

/**
 * Cuts a grid's scores into heat maps: the first axis down, the second across, the third for a slider.
 *
 * @param grid What was searched.
 * @param means One a point.
 * @throws {InputError} Where there are more or fewer.
 *
 * @example
 * ```ts
 * import { gridSlices } from "./figure_data.ts";
 *
 * const grid = { kind: "triplet", tops: [.5], minimumAreas: [0, 9], bottoms: [.2, .3] } as const;
 * const { slices, slider } = gridSlices(grid, [1, 2, 3, 4]);
 * if (slider?.name !== "bottom" || slices[1]?.values.join() !== "2,4") throw new Error();
 * ```
 */
export function gridSlices(
  grid: SearchGrid,
  means: ArrayLike<number>,
): GridSlices {
  const [rows, columns, slider] = gridAxes(grid) as [
    GridSlices["rows"],
    GridSlices["columns"],
    GridSlices["slider"],
  ];
  const depth = slider?.values.length ?? 1;
  const across = columns.values.length;
  checkScores(means.length, rows.values.length * across * depth);
  const slice = (d: number): GridSlice => ({
    ...(slider ? { at: slider.values[d]! } : {}),
    values: rows.values.map((_, r) =>
      columns.values.map((_, c) => means[(r * across + c) * depth + d]!)
    ),
  });
  return {
    rows,
    columns,
    ...(slider ? { slider } : {}),
    slices: Array.from({ length: depth }, (_, d) => slice(d)),
  };
}

function checkScores(scores: number, points: number): void {
  if (scores === points) return;
  throw new InputError(
    `Cannot cut the grid: there must be ${points} scores, current value is ${scores}`,
  );
}

/** Scores along one axis of a grid through a point: how flat the top is. */
export interface AxisProfile extends GridAxis {
  /** The means. */
  readonly scores: readonly number[];
  /** The means of each point and its neighbours, which the choice is made by. */
  readonly smoothed: readonly number[];
}

/**
 * The profiles of a grid's scores through a point, one an axis: a sharp top stands out of its smoothed curve, a flat
 * one lies on it.
 *
 * @param grid What was searched.
 * @param means One a point.
 * @param point Index of the point.
 * @throws {InputError} Where there are more or fewer scores, or no such point.
 *
 * @example
 * ```ts
 * import { axisProfiles } from "./figure_data.ts";
 *
 * const grid = { kind: "area", thresholds: [.4, .5, .6], minimumAreas: [0, 9] } as const;
 * const [along] = axisProfiles(grid, Float64Array.of(1, 2, 3, 4, 5, 6), 2);
 * if (along?.scores.join() !== "1,3,5") throw new Error();
 * ```
 */
export function axisProfiles(
  grid: SearchGrid,
  means: Float64Array,
  point: number,
): AxisProfile[] {
  const axes = gridAxes(grid);
  checkScores(means.length, gridSize(axes));
  if (!(Number.isInteger(point) && point >= 0 && point < means.length)) {
    throw new InputError(
      `Cannot draw profiles: point must be an index below ${means.length}, current value is ${point}`,
    );
  }
  const smooth = smoothScores(
    means,
    axes.map(({ values }) => values.length),
    axes.map(axisSteps),
  );
  let stride = means.length;
  return axes.map(({ name, values }) => {
    stride /= values.length;
    const first = point - Math.floor(point / stride) % values.length * stride;
    const along = (from: Float64Array) =>
      values.map((_, i) => from[first + i * stride]!);
    return { name, values, scores: along(means), smoothed: along(smooth) };
  });
}

/** A step of a pipeline and what the mean score is after it. */
export interface StepGain {
  readonly name: string;
  /** Mean score of all images after this step. */
  readonly score: number;
  /** More than after the step before. */
  readonly gain: number;
  /** 95 % bootstrap interval of the gain; none for the first step. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** Images that it made better, and worse. */
  readonly better: number;
  readonly worse: number;
}

/**
 * What each step of a pipeline adds, from every image's scores after each step.
 *
 * @param steps Names and scores, the same images for all; NaN is left out.
 * @param seed Keys the bootstrap. @default {0}
 * @param groups What each image shares with others (a patient), which are drawn together. @default {nothing}
 * @throws {InputError} Where a step has scores of more or fewer images.
 *
 * @example
 * ```ts
 * import { stepGains } from "./figure_data.ts";
 *
 * const [, fill] = stepGains([{ name: "threshold", scores: [.5, .5] }, { name: "fill", scores: [.75, .5] }]);
 * if (fill?.gain !== .125 || fill.better !== 1 || fill.worse !== 0) throw new Error();
 * ```
 */
export function stepGains(
  steps: readonly {
    readonly name: string;
    readonly scores: readonly number[];
  }[],
  seed = 0,
  groups?: readonly string[],
): StepGain[] {
  for (const { name, scores } of steps) {
    if (scores.length === steps[0]!.scores.length) continue;
    throw new InputError(
      `Cannot compare steps: each must have a score for each of the ${
        steps[0]!.scores.length
      } images, current value is ${scores.length} for ${name}`,
    );
  }
  const means = steps.map(({ scores }) => meanScore(scores));
  return steps.map(({ name, scores }, s) => {
    const before = steps[s - 1]?.scores ?? scores;
    return {
      name,
      score: means[s]!,
      gain: s === 0 ? 0 : means[s]! - means[s - 1]!,
      ...(s === 0
        ? {}
        : { interval: intervalOf(scores, before, seed, groups) }),
      better: scores.filter((score, i) => score > before[i]!).length,
      worse: scores.filter((score, i) => score < before[i]!).length,
    };
  });
}

/** How far the mean of the differences could be chance. */
function intervalOf(
  scores: readonly number[],
  before: readonly number[],
  seed: number,
  groups: readonly string[] | undefined,
): { readonly low: number; readonly high: number } {
  const { low, high } = bootstrapMean(
    scores.map((score, i) => score - before[i]!),
    { seed, ...(groups ? { groups } : {}) },
  );
  return { low, high };
}

/** What two rules choose without one fold, and what that scores on it. */
export interface ChoiceComparison {
  readonly fold: number;
  /** Index of the point that is highest on the other folds. */
  readonly highest: number;
  /** Index of the point that `searchMaps` would choose on the other folds: near the highest one, with the best neighbourhood. */
  readonly flat: number;
  /** Mean on the other folds, of the highest point. */
  readonly highestSeen: number;
  /** Mean on the other folds, of the flat one. */
  readonly flatSeen: number;
  /** Mean on this fold, of the highest point. */
  readonly highestScore: number;
  /** Mean on this fold, of the flat one. */
  readonly flatScore: number;
}

/**
 * Compares on each fold the highest point of the others with the one that has the best neighbourhood of those that cannot
 * be told from it: why a flat optimum is preferred.
 *
 * @param grid What was searched.
 * @param table Sums by fold, as `searchMaps` gives them.
 * @param rules `tolerance` of the search, where one was given; constraints bind neither.
 * @returns One a fold, if the others have a score; nothing where there are fewer than two.
 *
 * @example
 * ```ts
 * import { compareChoices } from "./figure_data.ts";
 * import { ScoreTable } from "./score_table.ts";
 *
 * const grid = { kind: "area", thresholds: [.2, .3, .4, .5, .6], minimumAreas: [0] } as const;
 * const table = new ScoreTable(5);
 * table.add(0, Float64Array.of(.9, .1, .7, .8, .7));
 * table.add(0, Float64Array.of(.7, .1, .7, .75, .7));
 * table.add(1, Float64Array.of(.1, .2, .7, .8, .7));
 * const [, second] = compareChoices(grid, table);
 * if (second?.highest !== 0 || second.flat !== 3 || second.flatScore !== .8) throw new Error();
 * ```
 */
export function compareChoices(
  grid: SearchGrid,
  table: ScoreTable,
  { tolerance }: Pick<ChoiceRules, "tolerance"> = {},
): ChoiceComparison[] {
  const { folds } = table;
  if (folds.length < 2) return [];
  const all = table.totals();
  return folds.flatMap((fold) => {
    const choice = chooseMapPoint(grid, [table], { tolerance }, fold);
    if (!choice) return [];
    const flat = choice.point;
    const others = table.totals(fold);
    const seen = (point: number) => others.sums[point]! / others.counts[point]!;
    const score = (point: number) =>
      (all.sums[point]! - others.sums[point]!) /
      (all.counts[point]! - others.counts[point]!);
    const highest = others.sums.reduce(
      (best, _, p) => seen(p) > seen(best) ? p : best,
      0,
    );
    return {
      fold,
      highest,
      flat,
      highestSeen: seen(highest),
      flatSeen: seen(flat),
      highestScore: score(highest),
      flatScore: score(flat),
    };
  });
}
