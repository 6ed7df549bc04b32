import {
  InputError,
  type Mask,
  type ProbabilityMap,
  type RasterImage,
} from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import { resizeProbabilityMap } from "../imaging/mod.ts";
import {
  type AppliedStep,
  applySteps,
  type StepContext,
} from "../postprocess/mod.ts";
import type { Run } from "../run/mod.ts";
import { scorePrefixes } from "../search/mod.ts";
import { readOutOfFoldMap } from "./out_of_fold.ts";
import { readStepContext } from "./step_contexts.ts";
import { recordsOf } from "./survey.ts";
import type { ThresholdFile } from "./threshold_file.ts";

/** An image with its out-of-fold map, all at the image's size. */
export interface OutOfFoldImage {
  readonly id: string;
  readonly image: RasterImage;
  readonly map: ProbabilityMap;
  readonly truth: Mask;
  /** What the recipe's steps are told of it. */
  readonly context: StepContext;
}

/**
 * Reads one image, its label and its out-of-fold map, the map brought to the label's size.
 *
 * @param run The run.
 * @param dataset Its images.
 * @param id The image.
 * @throws {InputError} Where the image has no label or no map, or a file is damaged.
 */
export async function readOutOfFoldImage(
  run: Run,
  dataset: Dataset,
  id: string,
): Promise<OutOfFoldImage> {
  const [record] = recordsOf(dataset.labelled, [id]);
  const { image, mask } = await dataset.load(record!);
  if (!mask) throw new InputError(`Cannot score ${id}: it must have a label`);
  const map = await readOutOfFoldMap(run, id);
  return {
    id,
    image,
    map: resizeProbabilityMap(map, mask.width, mask.height),
    truth: mask,
    context: await readStepContext(run, id),
  };
}

/** An image with what each shown step was given and made. */
export interface ImageSteps extends OutOfFoldImage {
  readonly steps: readonly AppliedStep[];
  /** Score at threshold .5, then after each step. */
  readonly scores: readonly number[];
}

/**
 * Applies the steps that are shown to one image's out-of-fold map: each before and after, with its score.
 *
 * @param run The run.
 * @param dataset Its images.
 * @param search From `searchRun` or `readThreshold`.
 * @param id The image.
 * @throws {InputError} Where the image has no label or no map, or a file is damaged.
 */
export async function stepsOfImage(
  run: Run,
  dataset: Dataset,
  { candidates, shown, metric }: Pick<
    ThresholdFile,
    "candidates" | "shown" | "metric"
  >,
  id: string,
): Promise<ImageSteps> {
  const { steps } = candidates[shown]!;
  const one = await readOutOfFoldImage(run, dataset, id);
  return {
    ...one,
    steps: applySteps(one.map, steps, one.context).steps,
    scores: scorePrefixes(one.map, one.truth, steps, metric, one.context),
  };
}
