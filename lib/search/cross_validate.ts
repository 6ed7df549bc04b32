import { bootstrapMean, type MeanInterval, meanScore } from "../metrics/mod.ts";
import { type Choice, choosePoint, type ScoreGrid } from "./choose_point.ts";

/** One image's scores on the grid, with the fold that it belongs to. */
export interface FoldedImage {
  readonly fold: number;
  /** Dice without post-processing. */
  readonly before: number;
  /** Dice at [threshold][minimum area]. */
  readonly dice: readonly (readonly number[])[];
}

/** What the search gains on images that it has not seen. */
export interface SearchGain {
  /** For each fold: what the other folds chose, and its scores here. */
  readonly folds: readonly {
    readonly fold: number;
    readonly images: number;
    readonly choice: Choice;
    /** Mean Dice without post-processing. */
    readonly before: number;
    /** Mean Dice with the other folds' choice. */
    readonly after: number;
  }[];
  /** Mean gain an image, and its bootstrap interval. */
  readonly interval: MeanInterval;
}

/** Mean over images at every point of the grid. */
export function meanGrid(
  thresholds: readonly number[],
  minimumAreas: readonly number[],
  images: readonly Pick<FoldedImage, "dice">[],
): ScoreGrid {
  const meanDice = thresholds.map((_, t) =>
    minimumAreas.map((_, a) =>
      meanScore(images.map((image) => image.dice[t]![a]!))
    )
  );
  return { thresholds, minimumAreas, meanDice };
}

/**
 * Nested cross-validation of the search: each fold is scored with what the other folds choose.
 *
 * @param thresholds Of the grid.
 * @param minimumAreas Of the grid.
 * @param images Of two or more folds.
 * @param seed Keys the bootstrap.
 * @returns `undefined` where fewer than two folds have images, or a choice finds no score.
 */
export function crossValidateSearch(
  thresholds: readonly number[],
  minimumAreas: readonly number[],
  images: readonly FoldedImage[],
  seed: number,
): SearchGain | undefined {
  const byFold = Map.groupBy(images, (image) => image.fold);
  if (byFold.size < 2) return undefined;
  const folds: SearchGain["folds"][number][] = [];
  const gains: number[] = [];
  for (const fold of [...byFold.keys()].sort((a, b) => a - b)) {
    const others = images.filter((image) => image.fold !== fold);
    const choice = choosePoint(meanGrid(thresholds, minimumAreas, others));
    if (choice === undefined) return undefined;
    const t = thresholds.indexOf(choice.threshold);
    const a = minimumAreas.indexOf(choice.minimumArea);
    const own = byFold.get(fold)!;
    const after = own.map((image) => image.dice[t]![a]!);
    own.forEach((image, i) => gains.push(after[i]! - image.before));
    folds.push({
      fold,
      images: own.length,
      choice,
      before: meanScore(own.map((image) => image.before)),
      after: meanScore(after),
    });
  }
  return { folds, interval: bootstrapMean(gains, { seed }) };
}
