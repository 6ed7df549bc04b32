import { InputError, type Mask, type ProbabilityMap } from "../core/mod.ts";
import type {
  ElementRecipe,
  MapStep,
  MaskStep,
  PerClass,
  PostprocessStep,
  TidyStep,
} from "../recipes/postprocess_step.ts";
import { cascade } from "./cascade.ts";
import {
  checkScore,
  emptyBelowScore,
  multiplyClassScore,
} from "./class_score.ts";
import { discElement, type Element, squareElement } from "./element.ts";
import { fillContours } from "./fill_contours.ts";
import { fillEdge } from "./fill_edge.ts";
import { fillHoles } from "./fill_holes.ts";
import { hysteresis } from "./hysteresis.ts";
import { keepLargest } from "./keep_largest.ts";
import { closing, dilate, erode, opening } from "./morphology.ts";
import { removeSmall } from "./remove_small.ts";
import { cutTouching } from "./split_touching.ts";
import { checkStep } from "./step_kinds.ts";
import { thresholdMap } from "./threshold_map.ts";
import { triplet, twoThresholds } from "./triplet.ts";
import { removeEdgeRows, removeTruncated } from "./uw_madison.ts";

/** What is known of an image beside its map. */
export interface StepContext {
  /** Which class the map is of, for steps with a number a class. @default {0} */
  readonly classIndex?: number;
  /** Probability that the image has an object, in [0, 1]; the steps that use it refuse to run without. */
  readonly classScore?: number;
  /** Probability that the slice's label is cut off, in [0, 1]; likewise. */
  readonly truncation?: number;
}

/** One step with what it was given and what it made, for drawing. */
export interface AppliedStep {
  readonly step: PostprocessStep;
  readonly before: ProbabilityMap | Mask;
  readonly after: ProbabilityMap | Mask;
}

/** A mask and the way to it. */
export interface AppliedSteps {
  readonly mask: Mask;
  readonly steps: readonly AppliedStep[];
}

/** Whether pixels are probabilities rather than a mask's 0 and 1. */
export function isProbabilityMap(
  pixels: ProbabilityMap | Mask,
): pixels is ProbabilityMap {
  return pixels.data instanceof Float32Array;
}

function numberOf(values: PerClass, { classIndex = 0 }: StepContext): number {
  if (typeof values === "number") return values;
  const value = values[classIndex];
  if (value !== undefined) return value;
  throw new InputError(
    `Cannot post-process: a list must have a number for each class, current value is ${values.length} numbers for class ${classIndex}`,
  );
}

function elementOf(recipe: ElementRecipe): Element {
  switch (recipe.shape) {
    case "square":
      return squareElement(recipe.side);
    case "disc":
      return discElement(recipe.radius);
    case "rows": {
      const { rows } = recipe;
      const data = Uint8Array.from(rows.join(""), Number);
      return { data, width: rows[0]?.length ?? 0, height: rows.length };
    }
  }
}

function onMap(
  map: ProbabilityMap,
  step: MapStep,
  { classScore }: StepContext,
): ProbabilityMap {
  checkScore(classScore, `apply ${step.name}`);
  return step.name === "multiply_class_score"
    ? multiplyClassScore(map, classScore)
    : emptyBelowScore(map, classScore, step.threshold);
}

function toMask(
  map: ProbabilityMap,
  step: MaskStep,
  context: StepContext,
): Mask {
  switch (step.name) {
    case "threshold":
      return thresholdMap(map, numberOf(step.threshold, context));
    case "hysteresis":
      return hysteresis(map, step);
    case "triplet":
      return triplet(map, step);
    case "two_thresholds":
      return twoThresholds(map, step);
    case "cascade":
      return cascade(map, step);
  }
}

function onMask(mask: Mask, step: TidyStep, context: StepContext): Mask {
  switch (step.name) {
    case "remove_small": {
      const area = numberOf(step.minimumArea, context);
      return removeSmall(mask, area, step.connectivity);
    }
    case "keep_largest":
      return keepLargest(mask, step.count, step.connectivity);
    case "fill_holes":
      return fillHoles(mask, step.backgroundConnectivity);
    case "fill_edge":
      return fillEdge(mask, step);
    case "fill_contours":
      return fillContours(mask, step.minimumArea);
    case "dilate":
      return dilate(mask, elementOf(step.element));
    case "erode":
      return erode(mask, elementOf(step.element), step);
    case "close":
      return closing(mask, elementOf(step.element));
    case "open":
      return opening(mask, elementOf(step.element));
    case "cut_touching":
      return cutTouching(mask, step);
    case "remove_edge_rows":
      return removeEdgeRows(mask, step);
    case "remove_truncated":
      checkScore(context.truncation, `apply ${step.name}`);
      return removeTruncated(mask, context.truncation, step.threshold);
  }
}

function wrongOrder({ name }: PostprocessStep, index: number, needs: string) {
  return new InputError(
    `Cannot apply step ${index} (${name}): it must be given ${needs}`,
    {
      remedy:
        "Put steps on the map first, then one that makes a mask, then steps on the mask.",
    },
  );
}

/** One step on whatever the last one left. */
function applyStep(
  pixels: ProbabilityMap | Mask,
  step: PostprocessStep,
  index: number,
  context: StepContext,
): ProbabilityMap | Mask {
  const needMap = () => {
    if (isProbabilityMap(pixels)) return pixels;
    throw wrongOrder(step, index, "a probability map, current value is a mask");
  };
  switch (step.name) {
    case "multiply_class_score":
    case "empty_below_score":
      return onMap(needMap(), step, context);
    case "threshold":
    case "hysteresis":
    case "triplet":
    case "two_thresholds":
    case "cascade":
      return toMask(needMap(), step, context);
    default:
      if (!isProbabilityMap(pixels)) return onMask(pixels, step, context);
      throw wrongOrder(step, index, "a mask, current value is a map");
  }
}

/**
 * Makes a mask of a probability map by a recipe's `postprocess` steps, and keeps what each step was given and made.
 *
 * @param map Probabilities of one class, at the size that the mask is to have; it is not changed.
 * @param steps Steps on the map, one that makes a mask of it, steps on the mask.
 * @param context The image's scores, for the steps that ask for them.
 * @returns The mask, and before and after of each step (the pictures share their memory: do not change them).
 * @throws {InputError} Where a step is none, the steps are in a wrong order, one has a number out of its range, or a score is missing.
 *
 * @example
 * ```ts
 * import { applySteps } from "./apply_steps.ts";
 *
 * const map = { data: Float32Array.from([0.9, 0.8, 0.1, 0.7]), width: 4, height: 1 };
 * const { mask, steps } = applySteps(map, [
 *   { name: "threshold", threshold: 0.5 },
 *   { name: "remove_small", minimumArea: 2 },
 * ]);
 * if (mask.data.join("") !== "1100" || steps[1]?.before.data.join("") !== "1101") throw new Error();
 * ```
 */
export function applySteps(
  map: ProbabilityMap,
  steps: readonly PostprocessStep[],
  context: StepContext = {},
): AppliedSteps {
  const applied: AppliedStep[] = [];
  let pixels: ProbabilityMap | Mask = map;
  for (const [index, step] of steps.entries()) {
    checkStep(step, index);
    const before = pixels;
    pixels = applyStep(before, step, index, context);
    applied.push({ step, before, after: pixels });
  }
  if (!isProbabilityMap(pixels)) return { mask: pixels, steps: applied };
  throw new InputError(
    "Cannot post-process: one step must make a mask, current value is none",
    { remedy: 'Add { "name": "threshold", "threshold": 0.5 }.' },
  );
}
