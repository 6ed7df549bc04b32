import type { Mask, ProbabilityMap } from "../core/mod.ts";
import { type CocoRuns, decodeCoco } from "../imaging/run_length/mod.ts";
import { confusion } from "../metrics/confusion.ts";
import {
  applySteps,
  isProbabilityMap,
  type StepContext,
} from "../postprocess/apply_steps.ts";
import { thresholdMap } from "../postprocess/threshold_map.ts";
import type { PostprocessStep } from "../recipes/postprocess_step.ts";
import { stepsAt, type StepSetting } from "../recipes/setting_steps.ts";
import { type PixelMetric, scoreCounts } from "./pixel_score.ts";
import { probabilitiesOf } from "./stored_map.ts";
import { readMapAt } from "./read_map_file.ts";

/** A map and its label as a thread is told of them. */
export interface StepsSource {
  /** Path of the map, as `writeProbabilityMap` writes it. */
  readonly map: string;
  /** The label at the original image's size. */
  readonly truth: CocoRuns;
  /** The image's scores, for the steps that ask for them. */
  readonly context?: StepContext;
}

/**
 * Scores a mask by its pixels.
 *
 * @param mask The prediction.
 * @param truth The label.
 * @param metric Which score.
 *
 * @example
 * ```ts
 * import { scoreMask } from "./score_steps.ts";
 *
 * const row = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });
 * if (scoreMask(row(1, 1), row(1, 0), { name: "precision" }) !== .5) throw new Error();
 * ```
 */
export function scoreMask(
  mask: Mask,
  truth: Mask,
  metric: PixelMetric,
): number {
  const { truePositive, falsePositive, falseNegative } = confusion(mask, truth);
  const counts = {
    predicted: Int32Array.of(truePositive + falsePositive),
    both: Int32Array.of(truePositive),
    labelled: truePositive + falseNegative,
    pixels: truth.data.length,
  };
  return scoreCounts(counts, metric)[0]!;
}

/**
 * The score after each step: what is a mask is scored as it is, what is still a map at threshold .5.
 *
 * @param map Probabilities at the label's size.
 * @param truth The label.
 * @param steps From the map to the mask.
 * @param metric Which score.
 * @param context The image's scores, for the steps that ask for them.
 * @returns One more than there are steps: the first is that of the map at threshold .5, before any step.
 * @throws {InputError} Where the steps cannot be applied.
 *
 * @example
 * ```ts
 * import { scorePrefixes } from "./score_steps.ts";
 *
 * const map = { data: Float32Array.of(.9, .8, .1, .7), width: 4, height: 1 };
 * const truth = { data: Uint8Array.of(1, 1, 0, 0), width: 4, height: 1 };
 * const steps = [{ name: "threshold", threshold: .5 }, { name: "remove_small", minimumArea: 2 }] as const;
 * if (scorePrefixes(map, truth, steps, { name: "dice" }).join() !== "0.8,0.8,1") throw new Error();
 * ```
 */
export function scorePrefixes(
  map: ProbabilityMap,
  truth: Mask,
  steps: readonly PostprocessStep[],
  metric: PixelMetric,
  context: StepContext = {},
): number[] {
  const applied = applySteps(map, steps, context).steps;
  return [map, ...applied.map(({ after }) => after)].map((pixels) =>
    scoreMask(
      isProbabilityMap(pixels) ? thresholdMap(pixels, .5) : pixels,
      truth,
      metric,
    )
  );
}

/** What a thread is told to score: one way from the map to the mask, step by step. */
export interface StepsFileTask extends StepsSource {
  readonly steps: readonly PostprocessStep[];
  readonly metric: PixelMetric;
}

/**
 * Reads a map and scores it after each step.
 *
 * @param task Map, label and steps.
 * @returns As {@linkcode scorePrefixes}.
 * @throws {InputError} Where the map is missing or damaged, or the steps cannot be applied.
 */
export async function scoreStepsFile(task: StepsFileTask): Promise<number[]> {
  const truth = decodeCoco(task.truth);
  const map = probabilitiesOf(await readMapAt(task.map, truth));
  return scorePrefixes(map, truth, task.steps, task.metric, task.context);
}

/** What all settings of a search share. */
export interface StepsShared {
  /** What goes before the recipe's steps: those that the grid's search chose. */
  readonly before: readonly PostprocessStep[];
  /** The recipe's own. */
  readonly steps: readonly PostprocessStep[];
  readonly metric: PixelMetric;
}

/**
 * Reads a map and scores the recipe's steps with one setting after the other.
 *
 * @param task Map, label, settings and what they share.
 * @returns One a setting; NaN where its values do not go together.
 * @throws {InputError} Where the map is missing or damaged, or the steps cannot be applied.
 */
export async function scoreStepSettings(
  { settings, source, shared }: {
    readonly settings: readonly StepSetting[];
    readonly source: StepsSource;
    readonly shared: StepsShared;
  },
): Promise<number[]> {
  const truth = decodeCoco(source.truth);
  const map = probabilitiesOf(await readMapAt(source.map, truth));
  return settings.map((setting) => {
    const steps = stepsAt(shared.steps, setting);
    if (!steps) return NaN;
    const all = [...shared.before, ...steps];
    const { mask } = applySteps(map, all, source.context);
    return scoreMask(mask, truth, shared.metric);
  });
}
