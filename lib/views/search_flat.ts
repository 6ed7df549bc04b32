import { signed, type TableValue } from "../plots/mod.ts";
import { axisProfiles, gridPoint } from "../search/mod.ts";
import type { SearchedGrid, ThresholdFile } from "../stages/threshold_file.ts";
import { AXES } from "./search_text.ts";

/** Values of a point of the grid in words. */
function pointText({ grid }: SearchedGrid, point: number): string {
  return Object.entries(gridPoint(grid, point)).map(([name, value]) =>
    name === "minimumArea" ? `${value} px` : `${value}`
  ).join(", ");
}

/** An axis of the grid in running text. */
const nameOf = (name: string) =>
  Object.entries(AXES).find(([axis]) => axis === name)?.[1].label
    .toLowerCase() ?? name;

/**
 * How flat the optimum is, in words.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { flatText } from "./search_flat.ts";
 *
 * if (!flatText(await exampleSearch()).includes("of 8 points of the grid")) throw new Error();
 * ```
 */
export function flatText(search: ThresholdFile): string {
  const { grid: found } = search;
  if (!found) return "This recipe searches no grid.";
  const { choice, best, plateau } = found;
  const lost = best.score - choice.score;
  const reach = plateau.ranges.filter(({ from, to }) => from !== to)
    .map(({ name, from, to }) => `${nameOf(name)} from ${from} to ${to}`);
  const top = choice.point === best.point
    ? `The highest point is the chosen one (${pointText(found, best.point)}).`
    : `The highest point (${pointText(found, best.point)}) scores ${
      best.score.toFixed(4)
    }, the choice (${pointText(found, choice.point)}) ${
      choice.score.toFixed(4)
    }: ${
      lost < 5e-5 ? "as much" : `${signed(-lost)}, within one standard error`
    }, for neighbours that are better.`;
  return `${plateau.points} of ${plateau.of} points of the grid are within ${plateau.tolerance} of the best${
    reach.length > 0 ? `: ${reach.join(", ")}` : ""
  }. ${top}${coarseText(found)}`;
}

/** Says so where the values beside the highest point lose so much that a better one may lie between them. */
function coarseText({ grid, means, best, plateau }: SearchedGrid): string {
  const loss = 4 * plateau.tolerance;
  const setting = gridPoint(grid, best.point);
  const coarse = axisProfiles(grid, Float64Array.from(means), best.point)
    .filter(({ name, values, scores }) => {
      const at = values.indexOf(setting[name]!);
      const beside = scores.filter((_, i) => Math.abs(i - at) === 1);
      return beside.length > 0 &&
        beside.every((score) => best.score - score > loss);
    });
  if (coarse.length === 0) return "";
  return ` **The grid is coarse along the ${
    coarse.map(({ name }) => nameOf(name)).join(" and the ")
  }**: the values beside the highest point lose more than ${loss}. Search finer ones around it.`;
}

/**
 * What the highest point and the flat one of the other folds score on each fold, a row each.
 *
 * @param search From `searchRun` or `readThreshold`.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { comparisonRows } from "./search_flat.ts";
 *
 * if (comparisonRows(await exampleSearch()).length !== 2) throw new Error();
 * ```
 */
export function comparisonRows(
  { grid: found }: ThresholdFile,
): Record<string, TableValue>[] {
  return (found?.comparison ?? []).map((row) => ({
    "fold left out": row.fold,
    "highest of the others": pointText(found!, row.highest),
    "promises": row.highestSeen.toFixed(4),
    "keeps": row.highestScore.toFixed(4),
    "flat one of the others": pointText(found!, row.flat),
    "promises ": row.flatSeen.toFixed(4),
    "keeps ": row.flatScore.toFixed(4),
  }));
}

/**
 * Why a flat optimum is preferred: what both rules promise, and what is left of it on folds that did not choose.
 *
 * @param search From `searchRun` or `readThreshold`.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { exampleSearch } from "./example_values.ts";
 * import { comparisonText } from "./search_flat.ts";
 *
 * if (!comparisonText(await exampleSearch()).includes("highest point")) throw new Error();
 * ```
 */
export function comparisonText({ grid }: ThresholdFile): string {
  const rows = grid?.comparison ?? [];
  if (rows.length === 0) {
    return "With fewer than two folds the two rules, highest point and flat optimum, cannot be compared on unseen images.";
  }
  const mean = (of: (row: typeof rows[number]) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const [promisedTop, keptTop] = [
    mean((r) => r.highestSeen),
    mean((r) => r.highestScore),
  ];
  const [promisedFlat, keptFlat] = [
    mean((r) => r.flatSeen),
    mean((r) => r.flatScore),
  ];
  const differ = rows.filter(({ highest, flat }) => highest !== flat);
  const ahead = differ.filter((r) => r.flatScore > r.highestScore).length;
  const numbers = `The highest point of the other folds promises ${
    promisedTop.toFixed(4)
  } and keeps ${keptTop.toFixed(4)} on the fold left out (${
    signed(keptTop - promisedTop)
  }); the flat one promises ${promisedFlat.toFixed(4)} and keeps ${
    keptFlat.toFixed(4)
  } (${signed(keptFlat - promisedFlat)}), means over ${rows.length} folds.`;
  if (differ.length === 0) {
    return `${numbers} Both rules chose the same points here: the top is flat already, or nothing flatter comes within a standard error of it.`;
  }
  const gain = keptFlat - keptTop;
  const verdict = Math.abs(gain) < 5e-5
    ? "what they keep is the same"
    : `the flat one keeps ${signed(gain)}`;
  return `${numbers} They differ in ${differ.length} of ${rows.length} folds, and in ${ahead} of these the flat one is ahead on the unseen images: ${verdict}.${
    gain < -5e-5
      ? " Here, then, the highest point would have done better; over many searches it promises more than it keeps."
      : ""
  }`;
}
