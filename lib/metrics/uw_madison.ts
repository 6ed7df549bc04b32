import { InputError, type Mask } from "../core/mod.ts";
import { confusion, type ConfusionOptions } from "./confusion.ts";
import {
  normalizedHausdorff,
  type NormalizedHausdorffOptions,
} from "./normalized_hausdorff.ts";
import { dice } from "./overlap.ts";
import type { Volume } from "./pixel_grid.ts";
import { type ScoreSummary, summarizeScores } from "./score_summary.ts";
import { surfaceDistances } from "./surface_distances.ts";
import { hausdorffDistance } from "./surface_metrics.ts";

/** One scan (a case's day), a volume a class. */
export interface ScanPair {
  /** As predicted, in one order of classes. */
  readonly predictions: readonly Volume[];
  /** The labels, in the same order. */
  readonly truths: readonly Volume[];
}

/** What {@linkcode uwMadisonScore} may be told. */
export interface UwMadisonOptions extends NormalizedHausdorffOptions {
  /**
   * What the 3-D distance is taken of: the union of a scan's classes (as mle-bench), or each class by itself. Kaggle
   * has not published which; name the one you report.
   *
   * @default {"union"}
   */
  readonly volumes?: "union" | "classes";
}

/** The score and what it is made of. */
export interface UwMadisonScore {
  /** 0.4 Dice + 0.6 (1 - distance), in [0, 1]; larger is better. */
  readonly score: number;
  /** Dice over slices and classes; those that are empty in both are left out. */
  readonly dice: ScoreSummary;
  /** Normalised distance over scans (or over scans and classes); those that are empty in both are left out. */
  readonly hausdorff: ScoreSummary;
}

/** Weights of the competition. */
const DICE = 0.4, HAUSDORFF = 0.6;

/**
 * The score of UW-Madison GI Tract 2022 over many scans: mean Dice of slices and classes, mean 3-D
 * {@linkcode normalizedHausdorff} of scans.
 *
 * @param scans Predictions and labels.
 * @throws {InputError} Where a scan's volumes differ in number or size.
 *
 * @example
 * ```ts
 * import { uwMadisonScore } from "./uw_madison.ts";
 *
 * const scan = (...data: number[]) => [{ data: Uint8Array.from(data), width: 4, height: 1 }];
 * const right = { predictions: [scan(1, 0, 0, 0)], truths: [scan(1, 0, 0, 0)] };
 * const missed = { predictions: [scan(0, 0, 0, 0)], truths: [scan(1, 0, 0, 0)] };
 * const { score, dice, hausdorff } = uwMadisonScore([right, missed]);
 * if (score !== 0.5 || dice.mean !== 0.5 || hausdorff.mean !== 0.5) throw new Error();
 * ```
 */
export function uwMadisonScore(
  scans: Iterable<ScanPair>,
  { volumes = "union", ...options }: UwMadisonOptions = {},
): UwMadisonScore {
  const dices: number[] = [], distances: number[] = [];
  for (const scan of scans) {
    checkScan(scan);
    scan.truths.forEach((truth, c) =>
      truth.forEach((slice, z) => {
        const counts = confusion(scan.predictions[c]![z]!, slice);
        dices.push(dice(counts, "emptyIsNaN"));
      })
    );
    const pairs: readonly (readonly [Volume, Volume])[] = volumes === "union"
      ? [[union(scan.predictions), union(scan.truths)]]
      : scan.truths.map((truth, c) => [scan.predictions[c]!, truth]);
    for (const pair of pairs) {
      distances.push(normalizedHausdorff(...pair, options));
    }
  }
  const [overlap, hausdorff] = [
    summarizeScores(dices),
    summarizeScores(distances),
  ];
  const score = DICE * overlap.mean + HAUSDORFF * (1 - hausdorff.mean);
  return { score, dice: overlap, hausdorff };
}

function checkScan({ predictions, truths }: ScanPair): void {
  const slices = truths[0]?.length ?? 0;
  const counts = (volumes: readonly Volume[]) =>
    volumes.map((volume) => volume.length).join(", ");
  const wanted = truths.map(() => slices).join(", ");
  if (counts(predictions) === wanted && counts(truths) === wanted) return;
  throw new InputError(
    `Cannot score a scan: its classes must have [${wanted}] slices in prediction and truth, ` +
      `current value is [${counts(predictions)}] and [${counts(truths)}]`,
  );
}

/** Foreground of any of a scan's classes. */
function union(volumes: readonly Volume[]): Volume {
  return volumes.reduce((all, volume) =>
    all.map(({ data, width, height }, z) => ({
      data: data.map((value, i) => value || volume[z]!.data[i] ? 1 : 0),
      width,
      height,
    }))
  );
}

/**
 * The same weights on one slice and class, for choosing a model while there are no whole scans: 0.4 Dice + 0.6 (1 -
 * directed Hausdorff distance from the prediction's surface to the truth's, in pixels, / diagonal); two empty masks
 * score 1, one empty 0. It is higher than the competition's score and must not be reported as that.
 *
 * Source: the first place's local metric, CarnoZhao/Kaggle-UWMGIT, `monai/metric.py`.
 *
 * @param prediction The mask that was made.
 * @param truth The label, of the same size.
 * @param options Pixels that are left out.
 * @returns In [0, 1]; larger is better.
 * @throws {InputError} Where sizes differ.
 *
 * @example
 * ```ts
 * import { uwMadisonSliceScore } from "./uw_madison.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * if (uwMadisonSliceScore(row(0, 0), row(0, 0)) !== 1) throw new Error();
 * if (uwMadisonSliceScore(row(0, 0), row(0, 1)) !== 0) throw new Error();
 * ```
 */
export function uwMadisonSliceScore(
  prediction: Mask,
  truth: Mask,
  options: ConfusionOptions = {},
): number {
  const overlap = dice(confusion(prediction, truth, options), "siim");
  const surfaces = surfaceDistances(prediction, truth, options);
  const distance = hausdorffDistance(surfaces, { direction: "toTruth" });
  return DICE * overlap + HAUSDORFF * (1 - distance / surfaces.diagonal);
}
