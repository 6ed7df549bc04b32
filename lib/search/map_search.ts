import type { CocoRuns } from "../imaging/run_length/mod.ts";
import type { MeanInterval } from "../metrics/mod.ts";
import type { StepContext } from "../postprocess/apply_steps.ts";
import type { PixelCurves } from "./pixel_curves.ts";
import type { PixelMetric } from "./pixel_score.ts";
import type { Reliability } from "./reliability.ts";
import type { ScoreTable } from "./score_table.ts";
import type { SearchGrid } from "./search_grid.ts";
import type { PoolOptions } from "./task_pool.ts";
import type { ThresholdCurve } from "./threshold_curve.ts";

/** One image, told in plain values. */
export interface MapSource {
  readonly id: string;
  /** Its validation fold. */
  readonly fold: number;
  /** What it shares with others (a patient); the interval of a gain is drawn by these. @default {its id} */
  readonly group?: string;
  /** Path of its out-of-fold map. */
  readonly map: string;
  /** Its label at the original image's size. */
  readonly truth: CocoRuns;
  /** Its scores, for steps that ask for them; grids do not. */
  readonly context?: StepContext;
}

/** A mean that the choice must reach. */
export interface SearchConstraint {
  readonly metric: PixelMetric;
  /** Mean over the images, at least. */
  readonly atLeast: number;
}

/** What is searched, and how. */
export interface MapSearch extends PoolOptions {
  /** Gives the images; where the grid is large twice: the second time only what was chosen is scored. */
  readonly images: () => Iterable<MapSource> | AsyncIterable<MapSource>;
  readonly grid: SearchGrid;
  /** Mean over images of this is to be greatest. */
  readonly metric: PixelMetric;
  readonly constraints?: readonly SearchConstraint[];
  /** Keys the bootstrap. @default {0} */
  readonly seed?: number;
  /**
   * Loss that still counts as equal to the best: how far the plateau is drawn (without it .005). The choice loses no
   * more than one standard error, and where this is given no more than this either.
   */
  readonly tolerance?: number;
  /** Whether the score at all thresholds, calibration and baselines are measured beside. @default {false} */
  readonly measure?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each image of either pass; there is no second one where the grid is small. */
  readonly onProgress?: (done: number, pass: 1 | 2) => void;
}

/** A point and what it scores. */
export interface MapChoice {
  /** Index in the grid's order. */
  readonly point: number;
  /** Value of each axis there. */
  readonly setting: Readonly<Record<string, number>>;
  /** Mean over the images. */
  readonly score: number;
  /** Mean over the images, the point and its neighbours: what it was chosen by. */
  readonly smoothed: number;
}

/**
 * What a choice gains on images that it was not made on.
 *
 * The interval is of images (or their groups) drawn anew, what each fold's others chose held fixed. It does not tell how
 * far choices vary with the images, nor that the folds choose for each other. How much that is, where there is nothing to
 * gain (1,200 searches of 76 points that are all alike, five folds): gains spread 1.26 times as far as the interval says
 * with 60 images and 1.23 times with 200; 7.8 % and 6.6 % of the searches were called a gain, where 2.5 % should.
 */
export interface MapGain<T = MapChoice> {
  /** For each fold what the others chose, and the means here. */
  readonly folds: readonly {
    readonly fold: number;
    readonly images: number;
    readonly choice: T;
    readonly before: number;
    readonly after: number;
  }[];
  readonly interval: MeanInterval;
}

/** An image's scores. */
export interface ImageScores {
  readonly id: string;
  readonly fold: number;
  /** What it shares with others, where that was told. */
  readonly group?: string;
  /** Without post-processing. */
  readonly before: number;
  /** At the choice. */
  readonly after: number;
  /** At what the other folds chose, where there are two folds or more. */
  readonly unseen?: number;
}

/** How flat the top of a grid is. */
export interface MapPlateau {
  /** Points whose mean is lower than the best by no more than this are on it. */
  readonly tolerance: number;
  readonly points: number;
  /** Points of the grid. */
  readonly of: number;
  /** How far it reaches along each axis. */
  readonly ranges: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
  }[];
}

/** What the same pass tells of the maps. */
export interface MapMeasures {
  /** Mean score at every threshold of a 16-bit map, nothing removed, nothing filled. */
  readonly curve: ThresholdCurve;
  /** Curves of several metrics, and precision and recall, thinned to be drawn. */
  readonly pixelCurves: PixelCurves;
  /** How far the probabilities are what they say. */
  readonly reliability: Reliability;
  /** Mean scores of masks that look at nothing. */
  readonly baselines: {
    readonly allForeground: number;
    readonly allBackground: number;
  };
}

/** What the search found. */
export interface MapSearchResult {
  readonly grid: SearchGrid;
  /** The point to use: its neighbourhood is the best of those that cannot be told from the highest. */
  readonly choice: MapChoice;
  /** The highest point itself, constraints met. */
  readonly best: { readonly point: number; readonly score: number };
  readonly plateau: MapPlateau;
  /** Mean at every point. */
  readonly means: Float64Array<ArrayBuffer>;
  /** Sums by fold, for a choice over several classes with `chooseJointly`. */
  readonly table: ScoreTable;
  /** Mean at threshold .5, nothing removed. */
  readonly before: number;
  /** Images by their ids. */
  readonly images: readonly ImageScores[];
  /** Where there are two folds or more, and each leaves the others a choice. */
  readonly gain?: MapGain;
  /** Why there is no gain, where a fold leaves the others no choice. */
  readonly noGain?: string;
  /** Where they were asked for. */
  readonly measures?: MapMeasures;
  /** What a reader should know before trusting the choice. */
  readonly warnings: readonly string[];
}
