import { axisSteps } from "./axis_steps.ts";
import { chooseJointly, type ClassScores } from "./choose_jointly.ts";
import type {
  MapChoice,
  MapPlateau,
  MapSearchResult,
  SearchConstraint,
} from "./map_search.ts";
import { nearBest } from "./near_best.ts";
import type { ScoreTable } from "./score_table.ts";
import {
  gridAxes,
  gridPoint,
  gridSize,
  type SearchGrid,
} from "./search_grid.ts";

/** What a choice is bound by. */
export interface ChoiceRules<C = Pick<SearchConstraint, "atLeast">> {
  /** Means that the choice must reach, in the order of their tables. @default {none} */
  readonly constraints?: readonly C[];
  /** The most that the choice may lie below the best point, be the error larger. @default {Infinity} */
  readonly tolerance?: number | undefined;
}

/**
 * 1 for each point whose means reach what the constraints ask.
 *
 * @param tables Sums of what is to be greatest, then of each constraint's metric.
 */
function allowedPoints(
  [, ...tables]: readonly ScoreTable[],
  { constraints = [] }: ChoiceRules,
  without?: number,
): Uint8Array | undefined {
  if (constraints.length === 0) return undefined;
  const totals = tables.map((table) => table.totals(without));
  return Uint8Array.from(
    totals[0]!.sums,
    (_, p) =>
      totals.every(({ sums, counts }, c) =>
          // Sums of folds end a rounding below a mean that is met exactly.
          sums[p]! / counts[p]! >= constraints[c]!.atLeast - 1e-12
        )
        ? 1
        : 0,
  );
}

/** Smaller for the point that is preferred among equals: thresholds near .5, then a small area. */
function preferences(grid: SearchGrid): Float64Array {
  const axes = gridAxes(grid);
  const costs = new Float64Array(gridSize(axes));
  let stride = costs.length;
  for (const { name, values } of axes) {
    stride /= values.length;
    // Rounded, so that .4 and .6 are equally far.
    const own = values.map((value, i) =>
      name === "minimumArea"
        ? i / values.length
        : Math.round(Math.abs(value - .5) * 1e9)
    );
    for (let p = 0; p < costs.length; p++) {
      costs[p]! += own[Math.floor(p / stride) % values.length]!;
    }
  }
  return costs;
}

/**
 * What `chooseJointly` chooses by: of the points that meet the constraints those that cannot be told from the best one,
 * so that a flat neighbourhood never costs more than chance could.
 *
 * @param tables Sums of what is to be greatest, then of each constraint's metric.
 * @param without A fold that has no say.
 */
export function classScores(
  grid: SearchGrid,
  tables: readonly ScoreTable[],
  rules: ChoiceRules,
  without?: number,
): ClassScores {
  const axes = gridAxes(grid);
  return {
    ...tables[0]!.totals(without),
    shape: axes.map(({ values }) => values.length),
    steps: axes.map(axisSteps),
    costs: preferences(grid),
    allowed: nearBest(tables[0]!, {
      allowed: allowedPoints(tables, rules, without),
      without,
      tolerance: rules.tolerance,
    }),
  };
}

/**
 * The point whose neighbourhood is the best among those that meet the constraints and are within one standard error of
 * the best point (and within the tolerance, where one is given).
 *
 * @param tables Sums of what is to be greatest, then of each constraint's metric.
 * @param without A fold that has no say.
 * @returns `undefined` where there is none.
 */
export function chooseMapPoint(
  grid: SearchGrid,
  tables: readonly ScoreTable[],
  rules: ChoiceRules = {},
  without?: number,
): MapChoice | undefined {
  const chosen = chooseJointly([classScores(grid, tables, rules, without)]);
  if (!chosen) return undefined;
  const { points: [point], score, smoothed } = chosen;
  return {
    point: point!,
    setting: gridPoint(grid, point!),
    score,
    smoothed,
  };
}

/** What a point must be to be chosen. */
export function askedOfPoint(
  { constraints = [] }: ChoiceRules<SearchConstraint>,
): string {
  const means = constraints.map(({ metric, atLeast }) =>
    `mean ${metric.name} of ${atLeast} or more`
  );
  return `a point of the grid must have ${["a score", ...means].join(" and ")}`;
}

/**
 * Means at every point, the highest of those that meet the constraints, and how far those reach that are within the
 * tolerance of it, .005 where none is given.
 */
export function surveyPoints(
  grid: SearchGrid,
  tables: readonly ScoreTable[],
  rules: ChoiceRules,
): Pick<MapSearchResult, "means" | "best" | "plateau"> {
  const { tolerance = .005 } = rules;
  const means = tables[0]!.means();
  const allowed = allowedPoints(tables, rules);
  const may = (p: number) => !allowed || allowed[p] !== 0;
  let point = -1;
  means.forEach((mean, p) => {
    if (may(p) && (point < 0 ? mean === mean : mean > means[point]!)) point = p;
  });
  const best = { point, score: means[point] ?? NaN };
  const level = best.score - tolerance - 1e-12;
  const on = (p: number) => may(p) && means[p]! >= level;
  return { means, best, plateau: { tolerance, ...reach(grid, means, on) } };
}

/** How many points there are of some, and how far they reach along each axis. */
function reach(
  grid: SearchGrid,
  { length }: Float64Array,
  on: (point: number) => boolean,
): Omit<MapPlateau, "tolerance"> {
  const axes = gridAxes(grid);
  const low = axes.map(() => Infinity), high = axes.map(() => -Infinity);
  let points = 0;
  for (let p = 0; p < length; p++) {
    if (!on(p)) continue;
    points++;
    for (let a = axes.length - 1, rest = p; a >= 0; a--) {
      const { values } = axes[a]!;
      const value = values[rest % values.length]!;
      low[a] = Math.min(low[a]!, value);
      high[a] = Math.max(high[a]!, value);
      rest = Math.floor(rest / values.length);
    }
  }
  const ranges = axes.map(({ name }, a) => ({
    name,
    from: low[a]!,
    to: high[a]!,
  }));
  return { points, of: length, ranges };
}
