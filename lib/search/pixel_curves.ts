import { InputError } from "../core/mod.ts";
import {
  averagePrecision,
  type PixelsAbove,
  precisionRecall,
} from "./average_precision.ts";
import { type PixelMetric, scoreCounts } from "./pixel_score.ts";
import { levelProbabilities } from "./stored_map.ts";
import type { ThresholdCounts } from "./threshold_counts.ts";

/** A score over the thresholds. */
export interface MetricCurve {
  readonly name: string;
  readonly thresholds: readonly number[];
  readonly scores: readonly number[];
}

/** Curves of maps over the threshold, thinned to be drawn. */
export interface PixelCurves {
  /** Of each metric, the mean over images; then Dice of all pixels together. */
  readonly metrics: readonly MetricCurve[];
  /** Of all images' pixels together. */
  readonly precisionRecall: {
    /** Rising. */
    readonly thresholds: readonly number[];
    /** One a threshold, and at the end 1. */
    readonly precision: readonly number[];
    /** One a threshold, and at the end 0. */
    readonly recall: readonly number[];
    /** Exact: from every level of a 16-bit map. */
    readonly averagePrecision: number;
    /** Foreground pixels of the truth / all pixels: the precision of a guess. */
    readonly prevalence: number;
  };
}

/** Levels of a 16-bit map. */
const LEVELS = 65536;
/** Thresholds of the metrics' curves, evenly spaced with both ends. */
const SHOWN = Int32Array.from(
  { length: 401 },
  (_, i) => Math.round(i * (LEVELS - 1) / 400),
);

/** What is drawn of each metric by default. */
const METRICS: readonly (PixelMetric & { readonly title: string })[] = [
  { name: "dice", title: "Dice" },
  { name: "iou", title: "IoU" },
  { name: "f_beta", beta: 2, title: "F2" },
];

/** Indices of at most so many points of a curve, evenly spaced by the recall that lies between them. */
function thinByRecall(recall: ArrayLike<number>, points: number): number[] {
  const last = recall.length - 1;
  // Without foreground there is no recall.
  if (Number.isNaN(recall[0]!)) return [0, last];
  const kept: number[] = [];
  for (let i = 0, next = 1; i <= last; i++) {
    if (i > 0 && i < last && recall[i]! > next) continue;
    kept.push(i);
    while (next >= recall[i]!) next -= 1 / points;
  }
  return kept;
}

/**
 * Adds up curves over all thresholds of a 16-bit map, one image after the other: means of scores an image, and
 * precision and recall of all pixels together. Memory does not grow with the images.
 *
 * @example
 * ```ts
 * import { PixelCurvesBuilder } from "./pixel_curves.ts";
 * import { levelCounts } from "./threshold_counts.ts";
 *
 * const builder = new PixelCurvesBuilder();
 * const map = { data: Float32Array.of(.1, .4, .35, .8), width: 4, height: 1 };
 * builder.add(levelCounts(map, { data: Uint8Array.of(0, 0, 1, 1), width: 4, height: 1 }));
 * const { averagePrecision } = builder.curves().precisionRecall;
 * if (Math.abs(averagePrecision - 5 / 6) > 1e-12) throw new Error();
 * ```
 */
export class PixelCurvesBuilder {
  // Counts outgrow 32 bits after some thousand images.
  readonly #predicted = new Float64Array(LEVELS);
  readonly #both = new Float64Array(LEVELS);
  /** Sums of scores and numbers of images that have one, metric by metric. */
  readonly #scores = new Float64Array(METRICS.length * SHOWN.length);
  readonly #images = new Float64Array(METRICS.length * SHOWN.length);
  /** Foreground pixels of the truth, and all pixels. */
  readonly #totals = new Float64Array(2);

  /**
   * Adds one image.
   *
   * @param counts From `levelCounts`.
   * @throws {InputError} Where they are not of all levels of a 16-bit map.
   */
  add(counts: ThresholdCounts): void {
    const { predicted, both, labelled, pixels } = counts;
    if (predicted.length !== LEVELS) {
      throw new InputError(
        `Cannot add to the curves: there must be counts at ${LEVELS} levels, current value is ${predicted.length}`,
      );
    }
    for (let k = 0; k < LEVELS; k++) {
      this.#predicted[k]! += predicted[k]!;
      this.#both[k]! += both[k]!;
    }
    this.#totals[0]! += labelled;
    this.#totals[1]! += pixels;
    const shown = {
      labelled,
      pixels,
      predicted: Int32Array.from(SHOWN, (k) => predicted[k]!),
      both: Int32Array.from(SHOWN, (k) => both[k]!),
    };
    METRICS.forEach((metric, m) =>
      scoreCounts(shown, metric).forEach((score, i) => {
        if (Number.isNaN(score)) return;
        this.#scores[m * SHOWN.length + i]! += score;
        this.#images[m * SHOWN.length + i]! += 1;
      })
    );
  }

  /** What was added so far as numbers, which another thread's builder can add to its own. */
  sums(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(
      this.#parts().reduce((sum, { length }) => sum + length, 0),
    );
    this.#parts().reduce((at, part) => {
      all.set(part, at);
      return at + part.length;
    }, 0);
    return all;
  }

  /**
   * Adds what another builder gave.
   *
   * @param sums From `sums`.
   */
  addSums(sums: Float64Array): void {
    this.#parts().reduce((at, part) => {
      part.forEach((_, i) => part[i]! += sums[at + i]!);
      return at + part.length;
    }, 0);
  }

  /** The curves of all images added so far; of none, NaN. */
  curves(): PixelCurves {
    const levels = levelProbabilities(LEVELS);
    const thresholds = Array.from(SHOWN, (k) => levels[k]!);
    const [labelled, pixels] = this.#totals;
    const counts: PixelsAbove = {
      thresholds: levels,
      predicted: this.#predicted,
      both: this.#both,
      labelled: labelled!,
      pixels: pixels!,
    };
    const pooled = precisionRecall(counts);
    const kept = thinByRecall(pooled.recall, 400);
    return {
      metrics: [
        ...METRICS.map(({ title }, m) => ({
          name: title,
          thresholds,
          scores: thresholds.map((_, i) => {
            const at = m * SHOWN.length + i;
            return this.#scores[at]! / this.#images[at]!;
          }),
        })),
        {
          name: "Dice of all pixels together",
          thresholds,
          scores: Array.from(
            SHOWN,
            (k) => 2 * this.#both[k]! / (this.#predicted[k]! + labelled!),
          ),
        },
      ],
      precisionRecall: {
        thresholds: kept.slice(0, -1).map((i) => pooled.thresholds[i]!),
        precision: kept.map((i) => pooled.precision[i]!),
        recall: kept.map((i) => pooled.recall[i]!),
        averagePrecision: averagePrecision(counts),
        prevalence: labelled! / pixels!,
      },
    };
  }

  #parts(): Float64Array[] {
    return [
      this.#predicted,
      this.#both,
      this.#scores,
      this.#images,
      this.#totals,
    ];
  }
}
