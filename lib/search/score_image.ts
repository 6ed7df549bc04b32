import type { Mask, ProbabilityMap } from "../core/mod.ts";
import { confusionFromAreas, dice, type EmptyPolicy } from "../metrics/mod.ts";
import { mapRuns } from "../postprocess/runs.ts";
import type { SearchRecipe } from "../recipes/recipe.ts";
import { gridAreas, prefixSums } from "./grid_areas.ts";
import { gridCounts } from "./grid_counts.ts";
import { scoreCounts } from "./pixel_score.ts";

/** One image's Dice at every point of the grid, and without post-processing. */
export interface ImageGrid {
  /** Dice at [threshold][minimum area]. */
  readonly dice: readonly (readonly number[])[];
  /** Dice at threshold .5, nothing removed, nothing filled. */
  readonly before: number;
  /** Dice of a mask that is all foreground. */
  readonly allForeground: number;
  /** Dice of an empty mask. */
  readonly allBackground: number;
}

/**
 * Scores every threshold and minimum area on one image: from one component tree, or, where holes are filled, which
 * the tree does not know, from one labelling a threshold. Equal to `postprocess` and `dice` called for every point.
 *
 * @param map Probabilities at the truth's size.
 * @param truth The label.
 * @param recipe The grid.
 * @param policy What two empty masks score.
 *
 * @example
 * ```ts
 * import { scoreImage } from "./score_image.ts";
 *
 * const map = { data: Float32Array.of(.9, .2, .6), width: 3, height: 1 };
 * const truth = { data: Uint8Array.of(1, 0, 0), width: 3, height: 1 };
 * const recipe = { thresholds: [.5, .7], minimumAreas: [0], fillHoles: true };
 * if (scoreImage(map, truth, recipe, "emptyIsOne").dice.join() !== `${2 / 3},1`) throw new Error();
 * ```
 */
export function scoreImage(
  map: ProbabilityMap,
  truth: Mask,
  recipe: SearchRecipe,
  policy: EmptyPolicy,
): ImageGrid {
  const plain = (
    thresholds: readonly number[],
    minimumAreas: readonly number[],
  ) => {
    const grid = { kind: "area", thresholds, minimumAreas } as const;
    const counts = gridCounts(map, truth, grid);
    const scores = scoreCounts(counts, { name: "dice", policy });
    return { ...counts, scores };
  };
  const { thresholds, minimumAreas, fillHoles } = recipe;
  const { labelled, pixels, scores: [before] } = plain([.5], [0]);
  const score = (both: number, predicted: number) =>
    dice(confusionFromAreas(both, predicted, labelled, pixels), policy);
  return {
    dice: fillHoles
      ? filledScores(map, truth, recipe, score)
      : tableRows(plain(thresholds, minimumAreas).scores, minimumAreas.length),
    before: before!,
    allForeground: score(labelled, pixels),
    allBackground: score(0, 0),
  };
}

function tableRows(values: Float64Array, columns: number): number[][] {
  return Array.from(
    { length: values.length / columns },
    (_, row) => [...values.subarray(row * columns, (row + 1) * columns)],
  );
}

function filledScores(
  map: ProbabilityMap,
  truth: Mask,
  { thresholds, minimumAreas }: SearchRecipe,
  score: (both: number, predicted: number) => number,
): number[][] {
  const sums = prefixSums(truth.data);
  return thresholds.map((threshold) => {
    const runs = mapRuns(map, threshold);
    const { both, predicted } = gridAreas(runs, sums, minimumAreas, true);
    return minimumAreas.map((_, a) => score(both[a]!, predicted[a]!));
  });
}
