import { z } from "zod";
import type { OptimizerRecipe } from "./optimizer_recipe.ts";

const { strictObject, literal } = z;
const positive = z.number().positive();
const notNegative = z.number().min(0);
const decay = notNegative.lt(1).exactOptional();
const flag = z.boolean().exactOptional();

const parameterRule = strictObject({
  match: z.string(),
  learningRateFactor: notNegative.exactOptional(),
  weightDecay: notNegative.exactOptional(),
  frozen: flag,
});

const base = {
  learningRate: positive,
  weightDecay: notNegative,
  groups: z.array(parameterRule).exactOptional(),
  clipNorm: positive.exactOptional(),
  clipValue: positive.exactOptional(),
};

/** Checks a recipe's optimiser: its name, and the settings of that optimiser. */
export const optimizerSchema: z.ZodType<OptimizerRecipe> = z
  .discriminatedUnion("name", [
    strictObject({
      name: z.enum(["adam", "adamw"]),
      ...base,
      beta1: decay,
      beta2: decay,
      epsilon: positive.exactOptional(),
    }),
    strictObject({
      name: literal("sgd"),
      ...base,
      momentum: decay,
      nesterov: flag,
    }).refine(({ momentum = 0, nesterov }) => !nesterov || momentum > 0, {
      path: ["momentum"],
      message: "must be above 0 where nesterov is true",
    }),
    strictObject({
      name: literal("rmsprop"),
      ...base,
      smoothing: decay,
      epsilon: positive.exactOptional(),
      momentum: decay,
      centered: flag,
    }),
  ]);
