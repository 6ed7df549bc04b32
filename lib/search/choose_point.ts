import { meanScore } from "../metrics/mod.ts";

/** A point of the grid. */
export interface GridPoint {
  /** Pixels with a probability greater than this are foreground. */
  readonly threshold: number;
  /** Smallest area of an object that is kept, pixels. */
  readonly minimumArea: number;
  /** Mean Dice there. */
  readonly meanDice: number;
}

/** The point that was chosen. */
export interface Choice extends GridPoint {
  /** Mean of the mean Dice over the point and its 8 neighbours: what the choice was made by. */
  readonly neighbourhoodDice: number;
}

/** How flat the optimum is. */
export interface Plateau {
  /** Points whose mean Dice is lower than the best by no more than this are on it. */
  readonly tolerance: number;
  /** Lowest and highest threshold on it. */
  readonly thresholds: readonly [number, number];
  /** Smallest and largest minimum area on it, pixels. */
  readonly minimumAreas: readonly [number, number];
  /** Grid points on it. */
  readonly points: number;
  /** Grid points in all. */
  readonly of: number;
}

/** Mean Dice at [threshold][minimum area]. */
export interface ScoreGrid {
  readonly thresholds: readonly number[];
  readonly minimumAreas: readonly number[];
  readonly meanDice: readonly (readonly number[])[];
}

/**
 * Mean of the scores in the 3x3 window around a point, the grid's edge repeated outwards: leaving what lies beyond
 * out would favour the corners, where fewer neighbours can be worse.
 */
function neighbourhoodDice(
  { thresholds, minimumAreas, meanDice }: ScoreGrid,
  t: number,
  a: number,
): number {
  const around = (index: number, { length }: readonly number[]) =>
    [index - 1, index, index + 1]
      .map((i) => Math.min(Math.max(i, 0), length - 1));
  return meanScore(
    around(t, thresholds).flatMap((row) =>
      around(a, minimumAreas).map((column) => meanDice[row]![column]!)
    ),
  );
}

function allPoints(grid: ScoreGrid): Choice[] {
  return grid.thresholds.flatMap((threshold, t) =>
    grid.minimumAreas.map((minimumArea, a) => ({
      threshold,
      minimumArea,
      meanDice: grid.meanDice[t]![a]!,
      neighbourhoodDice: neighbourhoodDice(grid, t, a),
    }))
  );
}

/** The first point that no other beats; `undefined` where no point has a score. */
function first<T extends GridPoint>(
  points: readonly T[],
  beats: (a: T, b: T) => number,
): T | undefined {
  return points.filter((point) => !Number.isNaN(point.meanDice))
    .reduce<T | undefined>(
      (best, point) =>
        best === undefined || beats(point, best) > 0 ? point : best,
      undefined,
    );
}

/** Differences of rounding only count as ties. */
const more = (a: number, b: number) => Math.abs(a - b) < 1e-12 ? 0 : a - b;

/**
 * Chooses the grid point whose neighbourhood is best: a flat optimum rather than a sharp one, which the next images
 * would miss. Beyond its ends the grid's edge is repeated. Of equals, the better point itself; then the threshold nearest to .5; then the smaller area.
 *
 * @param grid Scores; NaN counts as no score.
 * @returns `undefined` where no point has a score.
 *
 * @example
 * ```ts
 * import { choosePoint } from "./choose_point.ts";
 *
 * const meanDice = [[.5], [.9], [.5], [.5], [.8], [.8], [.8]];
 * const grid = { thresholds: [.2, .3, .4, .5, .6, .7, .8], minimumAreas: [0], meanDice };
 * if (choosePoint(grid)?.threshold !== .7) throw new Error();
 * ```
 */
export function choosePoint(grid: ScoreGrid): Choice | undefined {
  return first(
    allPoints(grid),
    (a, b) =>
      more(a.neighbourhoodDice, b.neighbourhoodDice) ||
      more(a.meanDice, b.meanDice) ||
      more(Math.abs(b.threshold - .5), Math.abs(a.threshold - .5)) ||
      b.minimumArea - a.minimumArea,
  );
}

/**
 * The grid point with the highest mean Dice, the first of equals.
 *
 * @param grid Scores; NaN counts as no score.
 * @returns `undefined` where no point has a score.
 *
 * @example
 * ```ts
 * import { bestPoint } from "./choose_point.ts";
 *
 * const grid = { thresholds: [.4, .6], minimumAreas: [0, 50], meanDice: [[.5, .6], [.9, .7]] };
 * if (bestPoint(grid)?.threshold !== .6) throw new Error();
 * ```
 */
export function bestPoint(grid: ScoreGrid): GridPoint | undefined {
  const best = first(allPoints(grid), (a, b) => a.meanDice - b.meanDice);
  if (best === undefined) return undefined;
  const { threshold, minimumArea, meanDice } = best;
  return { threshold, minimumArea, meanDice };
}

/**
 * Measures how flat the optimum is: how far thresholds and areas reach without losing more than the tolerance.
 *
 * @param grid Scores; NaN counts as no score.
 * @param tolerance Loss of mean Dice that still counts as equal. @default {0.005}
 * @returns `undefined` where no point has a score.
 *
 * @example
 * ```ts
 * import { measurePlateau } from "./choose_point.ts";
 *
 * const grid = { thresholds: [.4, .5, .6], minimumAreas: [0], meanDice: [[.8], [.898], [.9]] };
 * if (measurePlateau(grid)?.thresholds.join() !== "0.5,0.6") throw new Error();
 * ```
 */
export function measurePlateau(
  grid: ScoreGrid,
  tolerance = 0.005,
): Plateau | undefined {
  const best = bestPoint(grid);
  if (best === undefined) return undefined;
  const points = allPoints(grid);
  const on = points.filter((p) =>
    p.meanDice >= best.meanDice - tolerance - 1e-12
  );
  const thresholds = on.map((p) => p.threshold);
  const areas = on.map((p) => p.minimumArea);
  return {
    tolerance,
    thresholds: [Math.min(...thresholds), Math.max(...thresholds)],
    minimumAreas: [Math.min(...areas), Math.max(...areas)],
    points: on.length,
    of: points.length,
  };
}
