import { z } from "zod";
import { metricNames } from "../metrics/metric_named.ts";
import { lossTermSchema } from "./loss_term_schema.ts";
import type { TrainingRecipe } from "./training_recipe.ts";

const count = z.number().int().positive();
const { strictObject, literal } = z;

/** Checks a recipe's `training`. */
export const trainingSchema: z.ZodType<TrainingRecipe> = strictObject({
  epochs: count,
  samplesPerEpoch: count,
  batchSize: count,
  cropSide: count,
  foregroundProbability: z.number().min(0).max(1),
  validateEvery: count,
  accumulate: count.exactOptional(),
  precision: z.enum(["float32", "bfloat16", "float16"]).exactOptional(),
  metric: z.enum(metricNames).exactOptional(),
  keepBest: count.exactOptional(),
  average: z.discriminatedUnion("name", [
    strictObject({ name: literal("ema"), decay: z.number().gt(0).lt(1) }),
    strictObject({ name: literal("swa"), fromEpoch: count }),
  ]).exactOptional(),
  auxiliaryLoss: strictObject({
    deepSupervision: strictObject({
      weights: z.array(z.number().min(0)).min(2).exactOptional(),
      reduction: z.enum(["nearest", "max"]).exactOptional(),
      fade: z.enum(["none", "cosine"]).exactOptional(),
    }).exactOptional(),
    classification: z.array(lossTermSchema).min(1).exactOptional(),
  }).exactOptional(),
}).refine(
  ({ batchSize, accumulate = 1 }) => batchSize % accumulate === 0,
  { path: ["accumulate"], error: "must divide batchSize" },
).refine(
  ({ average, epochs }) =>
    average?.name !== "swa" || average.fromEpoch <= epochs,
  { path: ["average", "fromEpoch"], error: "must be one of the epochs" },
);
