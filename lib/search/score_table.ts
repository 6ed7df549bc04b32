import { InputError } from "../core/mod.ts";

/** Sums over images at every point. */
export interface ScoreTotals {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

interface Fold {
  images: number;
  readonly groups: ScoreTotals[];
}

/**
 * Adds up the images' scores at every point of a grid, fold by fold and, within a fold, group by group: 16 bytes a
 * point, fold and group, whatever the number of images. How far groups differ tells how far a mean could be chance;
 * where a fold has no more images than groups, each image is a group of its own.
 *
 * @example
 * ```ts
 * import { ScoreTable } from "./score_table.ts";
 *
 * const table = new ScoreTable(2);
 * table.add(0, Float64Array.of(.5, 1));
 * table.add(1, Float64Array.of(1, NaN));
 * if (table.totals().sums.join() !== "1.5,1" || table.totals(0).counts.join() !== "1,0") throw new Error();
 * ```
 */
export class ScoreTable {
  readonly #points: number;
  readonly #groups: number;
  readonly #folds = new Map<number, Fold>();

  /**
   * @param points Of the grid.
   * @param groups A fold, at most. @default {64, fewer where there are many points: 4 MB a fold}
   */
  constructor(
    points: number,
    groups: number = Math.min(Math.max(Math.floor(2 ** 18 / points), 2), 64),
  ) {
    this.#points = points;
    this.#groups = groups;
  }

  /** Folds that have images, rising. */
  get folds(): number[] {
    return [...this.#folds.keys()].sort((a, b) => a - b);
  }

  /**
   * Adds one image.
   *
   * @param fold That it belongs to.
   * @param scores One a point; NaN is no score.
   * @throws {InputError} Where there are more or fewer.
   */
  add(fold: number, scores: Float64Array): void {
    if (scores.length !== this.#points) {
      throw new InputError(
        `Cannot add scores: there must be one a point of the grid, ${this.#points}, current value is ${scores.length}`,
      );
    }
    const { sums, counts } = this.#nextGroup(fold);
    for (let p = 0; p < scores.length; p++) {
      const score = scores[p]!;
      // NaN alone differs from itself.
      if (score !== score) continue;
      sums[p]! += score;
      counts[p]! += 1;
    }
  }

  /**
   * The sums over all folds, or all but one.
   *
   * @param without The fold that is left out.
   */
  totals(without?: number): ScoreTotals {
    const total = this.#empty();
    for (const { sums, counts } of this.groups(without)) {
      for (let p = 0; p < this.#points; p++) {
        total.sums[p]! += sums[p]!;
        total.counts[p]! += counts[p]!;
      }
    }
    return total;
  }

  /**
   * The groups of all folds, or all but one.
   *
   * @param without The fold that is left out.
   */
  groups(without?: number): ScoreTotals[] {
    return this.folds.filter((fold) => fold !== without)
      .flatMap((fold) => this.#folds.get(fold)!.groups);
  }

  /** Mean score at every point over all folds; NaN where there is none. */
  means(): Float64Array<ArrayBuffer> {
    const { sums, counts } = this.totals();
    return Float64Array.from(sums, (sum, p) => sum / counts[p]!);
  }

  /** Images go round the groups in turn. */
  #nextGroup(fold: number): ScoreTotals {
    const known = this.#folds.get(fold) ?? { images: 0, groups: [] };
    this.#folds.set(fold, known);
    return known.groups[known.images++ % this.#groups] ??= this.#empty();
  }

  #empty(): ScoreTotals {
    return {
      sums: new Float64Array(this.#points),
      counts: new Float64Array(this.#points),
    };
  }
}
