import { InputError } from "../core/mod.ts";
import { chooseJointly } from "./choose_jointly.ts";
import type { MapChoice, SearchConstraint } from "./map_search.ts";
import type { ScoreTable } from "./score_table.ts";
import { gridAxes, gridPoint, type SearchGrid } from "./search_grid.ts";

/** 1 for each point whose means reach what the constraints ask. */
function allowedPoints(
  tables: readonly ScoreTable[],
  constraints: readonly SearchConstraint[],
  without?: number,
): Uint8Array | undefined {
  if (constraints.length === 0) return undefined;
  const totals = tables.slice(1).map((table) => table.totals(without));
  return Uint8Array.from(
    totals[0]!.sums,
    (_, p) =>
      totals.every(({ sums, counts }, c) =>
          sums[p]! / counts[p]! >= constraints[c]!.atLeast
        )
        ? 1
        : 0,
  );
}

/**
 * The point whose neighbourhood is the best among those that meet the constraints.
 *
 * @param tables Sums of what is to be greatest, then of each constraint's metric.
 * @param without A fold that has no say.
 * @throws {InputError} Where there is none.
 */
export function chooseMapPoint(
  grid: SearchGrid,
  tables: readonly ScoreTable[],
  constraints: readonly SearchConstraint[],
  without?: number,
): MapChoice {
  const shape = gridAxes(grid).map(({ values }) => values.length);
  const allowed = allowedPoints(tables, constraints, without);
  const chosen = chooseJointly([{
    ...tables[0]!.totals(without),
    shape,
    ...(allowed ? { allowed } : {}),
  }]);
  if (!chosen) {
    const asked = constraints.map(({ metric, atLeast }) =>
      `mean ${metric.name} of ${atLeast} or more`
    ).join(" and ");
    throw new InputError(
      `Cannot search: a point of the grid must have a score${
        asked && ` and ${asked}`
      }, current value is none${
        without === undefined ? "" : ` without fold ${without}`
      }`,
      { remedy: "Widen the grid, or ask for less." },
    );
  }
  const { points: [point], score, smoothed } = chosen;
  return {
    point: point!,
    setting: gridPoint(grid, point!),
    score,
    smoothed,
  };
}

/**
 * Means at every point, the highest of those that meet the constraints, and the share of the points that are within the
 * tolerance of it.
 */
export function surveyPoints(
  tables: readonly ScoreTable[],
  constraints: readonly SearchConstraint[],
  tolerance: number,
) {
  const { sums, counts } = tables[0]!.totals();
  const means = new Float64Array(sums.length);
  for (let p = 0; p < means.length; p++) means[p] = sums[p]! / counts[p]!;
  const allowed = allowedPoints(tables, constraints);
  const may = (p: number) => !allowed || allowed[p] !== 0;
  let point = -1;
  means.forEach((mean, p) => {
    if (may(p) && (point < 0 ? mean === mean : mean > means[point]!)) point = p;
  });
  const best = { point, score: means[point] ?? NaN };
  const level = best.score - tolerance - 1e-12;
  const on = means.reduce(
    (n, mean, p) => n + (may(p) && mean >= level ? 1 : 0),
    0,
  );
  return { means, best, plateau: on / means.length };
}
