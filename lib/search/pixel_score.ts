import { InputError } from "../core/mod.ts";
import { emptyScore } from "../metrics/empty_policy.ts";
import type { SearchMetric } from "../recipes/search_recipe.ts";
import type { GridCounts } from "./grid_counts.ts";

/** A metric of pixel counts as a recipe names it; what each is, `lib/metrics` says. */
export type PixelMetric = SearchMetric;

/** `a TP / (b TP + c predicted + d labelled)`: all these metrics are of this form. */
interface Form {
  readonly above: number;
  readonly both: number;
  readonly predicted: number;
  readonly labelled: number;
}

function formOf({ name, beta = 2 }: PixelMetric): Form {
  const square = beta * beta;
  switch (name) {
    case "dice":
      return { above: 2, both: 0, predicted: 1, labelled: 1 };
    case "iou":
      return { above: 1, both: -1, predicted: 1, labelled: 1 };
    case "precision":
      return { above: 1, both: 0, predicted: 1, labelled: 0 };
    case "recall":
      return { above: 1, both: 0, predicted: 0, labelled: 1 };
    case "f_beta":
      if (!(beta >= 0 && Number.isFinite(beta))) {
        throw new InputError(
          `Cannot compute F-beta: beta must be 0 or more, current value is ${beta}`,
        );
      }
      return { above: 1 + square, both: 0, predicted: 1, labelled: square };
  }
}

/**
 * Scores every point of a grid, equal to the metric of `lib/metrics` on each point's counts.
 *
 * @param counts From `gridCounts` or `thresholdCounts`.
 * @param metric Which score.
 * @returns One a point; NaN as the policy says.
 * @throws {InputError} Where `beta` is negative or not finite.
 *
 * @example
 * ```ts
 * import { scoreCounts } from "./pixel_score.ts";
 *
 * const counts = { predicted: Int32Array.of(2, 0), both: Int32Array.of(1, 0), labelled: 2, pixels: 9 };
 * if (scoreCounts(counts, { name: "dice" }).join() !== "0.5,0") throw new Error();
 * ```
 */
export function scoreCounts(
  { predicted, both, labelled }: GridCounts,
  metric: PixelMetric,
): Float64Array<ArrayBuffer> {
  const { policy = "siim" } = metric;
  const form = formOf(metric);
  const scores = new Float64Array(predicted.length);
  const whenBothEmpty = emptyScore(policy, true);
  const whenOneEmpty = emptyScore(policy, false);
  const fixed = form.labelled * labelled;
  for (let i = 0; i < scores.length; i++) {
    const hits = both[i]!, marked = predicted[i]!;
    const whole = form.both * hits + form.predicted * marked + fixed;
    scores[i] = whole > 0
      ? form.above * hits / whole
      : marked + labelled === 0
      ? whenBothEmpty
      : whenOneEmpty;
  }
  return scores;
}
