import type { ModelRecipe } from "./model_recipe.ts";
import type { PostprocessStep } from "./postprocess_step.ts";

/** Whether a network has a head that says of a whole image whether there is an object. */
function givesClassScore(model: ModelRecipe): boolean {
  if (!("encoder" in model)) return false;
  const { classificationHead } = model;
  return classificationHead !== undefined &&
    (classificationHead.classes ?? 1) === 1;
}

/**
 * Whether one of the steps asks for P(object present) of the image.
 *
 * @param steps A recipe's `postprocess`, which may have none.
 *
 * @example
 * ```ts
 * import { needsClassScore } from "./score_faults.ts";
 *
 * if (needsClassScore([{ name: "fill_holes" }]) || needsClassScore(undefined)) throw new Error();
 * if (!needsClassScore([{ name: "multiply_class_score" }])) throw new Error();
 * ```
 */
export function needsClassScore(
  steps: readonly PostprocessStep[] | undefined,
): boolean {
  return steps?.some(({ name }) =>
    name === "multiply_class_score" || name === "empty_below_score"
  ) ?? false;
}

/**
 * Which steps ask for a score of the image that nothing would give: found before the training, not after it.
 *
 * @param steps The recipe's `postprocess`.
 * @param model The recipe's network; its `classificationHead` gives P(object present).
 * @returns What is wrong, in words; nothing where it is right.
 *
 * @example
 * ```ts
 * import { scoreFaults } from "./score_faults.ts";
 *
 * const steps = [{ name: "multiply_class_score" }, { name: "threshold", threshold: 0.5 }] as const;
 * const network = { encoder: "resnet34", decoder: "unet" };
 * const [fault] = scoreFaults(steps, network);
 * if (!fault?.includes("classificationHead")) throw new Error(fault);
 * if (scoreFaults(steps, { ...network, classificationHead: {} }).length > 0) throw new Error();
 * ```
 */
export function scoreFaults(
  steps: readonly PostprocessStep[],
  model: ModelRecipe,
): string[] {
  return steps.flatMap(({ name }, i) => {
    const at = `postprocess.${i}.name must be another one`;
    const is = `current value is "${name}"`;
    switch (name) {
      case "multiply_class_score":
      case "empty_below_score":
        return givesClassScore(model) ? [] : [
          `${at} where the model has no head of one class that gives P(object present), ${is}: add "classificationHead": {} to a model of encoder and decoder, or leave the step out`,
        ];
      case "remove_truncated":
        return [
          `${at} where no network of a recipe gives P(label cut off), ${is}: leave the step out and call removeTruncated of lib/postprocess with scores of your own`,
        ];
      default:
        return [];
    }
  });
}
