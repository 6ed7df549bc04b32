import type { ScoreTable, ScoreTotals } from "./score_table.ts";

/** Which points are near enough. */
export interface NearBestOptions {
  /** 0 for points that may not be. @default {all may} */
  readonly allowed?: Uint8Array | undefined;
  /** A fold that has no say. */
  readonly without?: number | undefined;
  /** The most that the mean may lie below the best one, whatever the error. @default {Infinity} */
  readonly tolerance?: number | undefined;
}

/**
 * Points that cannot be told from the best one: their mean score is lower by no more than one standard error. It is the
 * one-standard-error rule (Breiman, Friedman, Olshen and Stone, "Classification and regression trees", 1984, 3.4.3):
 * among what the data cannot tell apart, another reason may choose.
 *
 * The error is that of the difference to the best point over images, both scored on the same ones: what is hard for
 * both, which is most of the spread, is left out. Folds would give two to five numbers to tell a spread by, images some
 * dozens or more. Of a fold with more images than the table has groups, the groups' means stand for the images.
 * Images of one patient count as if they were of several, so that of these the error is somewhat too small.
 *
 * @param table Sums by fold.
 * @returns 1 for each such point; none where no point has a score. Of one image there is no error: only equals are.
 *
 * @example
 * ```ts
 * import { nearBest } from "./near_best.ts";
 * import { ScoreTable } from "./score_table.ts";
 *
 * const table = new ScoreTable(3);
 * // The second point is sometimes better, sometimes worse than the first; the third is surely worse.
 * table.add(0, Float64Array.of(.9, .5, .4));
 * table.add(0, Float64Array.of(.5, .8, .1));
 * if (nearBest(table).join() !== "1,1,0") throw new Error();
 * ```
 */
export function nearBest(
  table: ScoreTable,
  { allowed, without, tolerance = Infinity }: NearBestOptions = {},
): Uint8Array {
  const totals = table.totals(without);
  const groups = table.groups(without);
  const means = totals.sums.map((sum, p) =>
    allowed?.[p] === 0 ? NaN : sum / totals.counts[p]!
  );
  let best = 0;
  means.forEach((mean, p) => {
    if (mean > means[best]! || Number.isNaN(means[best]!)) best = p;
  });
  return Uint8Array.from(means, (mean, p) => {
    // Means of the same scores may differ in rounding.
    const loss = means[best]! - mean - 1e-12;
    if (!(loss <= tolerance)) return 0;
    return loss <= 0 || loss <= differenceError(groups, totals, best, p)
      ? 1
      : 0;
  });
}

/** Standard error of the difference of two points' means, from the groups' shares in it. */
function differenceError(
  groups: readonly ScoreTotals[],
  totals: ScoreTotals,
  a: number,
  b: number,
): number {
  if (groups.length < 2) return 0;
  // How far a group draws the mean away from what it is.
  const pull = ({ sums, counts }: ScoreTotals, p: number) =>
    (sums[p]! - counts[p]! * totals.sums[p]! / totals.counts[p]!) /
    totals.counts[p]!;
  const squares = groups.reduce(
    (sum, group) => sum + (pull(group, a) - pull(group, b)) ** 2,
    0,
  );
  return Math.sqrt(squares * groups.length / (groups.length - 1));
}
