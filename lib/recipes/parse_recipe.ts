import { z } from "zod";
import { InputError } from "../core/mod.ts";
import { augmentSchema } from "./augment_schema.ts";
import { lossTermSchema } from "./loss_term_schema.ts";
import { modelSchema } from "./model_schema.ts";
import { optimizerSchema } from "./optimizer_schema.ts";
import { makesMask, postprocessSchema } from "./postprocess_schema.ts";
import type { Recipe } from "./recipe.ts";
import { isRising } from "./rising.ts";
import { scoreFaults } from "./score_faults.ts";
import { schemaFaults } from "./schema_faults.ts";
import { searchSchema } from "./search_schema.ts";
import { spaceFaults } from "./setting_steps.ts";
import { trainingSchema } from "./training_schema.ts";
import { scheduleSchema } from "./schedule_schema.ts";

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const count = z.number().int().positive();
const { strictObject, literal } = z;

const schema: z.ZodType<Recipe> = strictObject({
  name: z.string().regex(/^[a-z0-9_]+$/, "must be snake_case"),
  title: z.string().min(1),
  source: z.string().min(1),
  input: strictObject({
    maximumSide: count,
    channels: z.union([literal(1), literal(3)]),
    mean: z.array(z.number()),
    standardDeviation: z.array(positive),
  }).refine(
    ({ channels, mean, standardDeviation }) =>
      mean.length === channels && standardDeviation.length === channels,
    "mean and standardDeviation must have one number a channel",
  ),
  folds: strictObject({
    count: count.min(2),
    holdOut: z.number().min(0).lt(1),
    ratioBins: z.array(share).min(1).refine(
      (bins) => bins[0] === 0 && isRising(bins),
      "must start at 0 and rise",
    ),
  }),
  augment: augmentSchema,
  model: modelSchema,
  loss: z.array(lossTermSchema).min(1),
  optimizer: optimizerSchema,
  schedule: scheduleSchema,
  training: trainingSchema,
  inference: strictObject({
    checkpoint: z.enum(["last", "best"]),
    flips: z.array(z.enum(["none", "horizontal", "vertical", "both"])).min(1),
  }),
  search: searchSchema,
  postprocess: postprocessSchema.exactOptional(),
}).superRefine(({ search, postprocess, model, training }, context) => {
  const faults = [
    ...searchFaults(search, postprocess),
    ...headFaults(model, training.auxiliaryLoss),
    ...scoreFaults(postprocess ?? [], model),
  ];
  for (const message of faults) context.addIssue({ code: "custom", message });
});

/** What does not fit between the network's heads and their losses. */
function headFaults(
  model: Recipe["model"],
  loss: Recipe["training"]["auxiliaryLoss"] = {},
): string[] {
  const heads = "encoder" in model ? model : undefined;
  const faults: string[] = [];
  if (loss.classification && !heads?.classificationHead) {
    faults.push(
      `training.auxiliaryLoss.classification must be left out where the model has no classificationHead, current value is ${loss.classification.length} terms`,
    );
  }
  if (!loss.deepSupervision) return faults;
  // Left out, the decoder says how many levels learn.
  const levels = heads ? heads.deepSupervision : 1;
  const { weights } = loss.deepSupervision;
  if (levels === 1) {
    faults.push(
      `training.auxiliaryLoss.deepSupervision must be left out where the model has one level that learns, current value is ${
        JSON.stringify(loss.deepSupervision)
      }`,
    );
  } else if (levels && weights && weights.length !== levels) {
    faults.push(
      `training.auxiliaryLoss.deepSupervision.weights must have ${levels} numbers, one a level, current value is ${weights.length} numbers`,
    );
  }
  return faults;
}

/** What does not fit between the search and the steps. */
function searchFaults(
  search: Recipe["search"],
  postprocess: Recipe["postprocess"],
): string[] {
  if (search.method === "steps" && !(postprocess && makesMask(postprocess))) {
    return [
      `postprocess must have a step that makes a mask where search.method is "steps", current value is ${
        JSON.stringify(postprocess) ?? "none"
      }`,
    ];
  }
  if (!search.settings) return [];
  return postprocess ? spaceFaults(postprocess, search.settings.space) : [
    `search.settings must be left out where there is no postprocess, current value is ${
      JSON.stringify(search.settings)
    }`,
  ];
}

/**
 * Checks that a value read from JSON is a recipe: every key known, every value of the right type and range.
 *
 * @param value The parsed JSON.
 * @param file Where the value came from, for the message.
 * @returns The same value, typed.
 * @throws {InputError} Lists every fault with its path; an unknown key or name is answered with the nearest known one.
 *
 * @example
 * ```ts
 * import { parseRecipe } from "./parse_recipe.ts";
 * import { unetBaseline } from "./unet_baseline.ts";
 *
 * const recipe = parseRecipe(JSON.parse(JSON.stringify(unetBaseline)));
 * if (recipe.name !== "unet_baseline") throw new Error();
 * ```
 */
export function parseRecipe(value: unknown, file?: string): Recipe {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InputError(
    `Cannot read the recipe: ${schemaFaults(schema, value).join("; ")}`,
    file === undefined ? {} : { file },
  );
}
