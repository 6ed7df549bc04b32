import { z } from "zod";
import { emptyPolicies } from "../metrics/empty_policy.ts";
import { isRising } from "./rising.ts";
import type { SearchRecipe } from "./search_recipe.ts";

const { strictObject, literal } = z;
const count = z.number().int().positive();

const thresholds = z.array(z.number().gt(0).lt(1)).min(1)
  .refine(isRising, "must rise");

const minimumAreas = z.array(z.number().int().min(0)).min(1).refine(
  (areas) => areas[0] === 0 && isRising(areas),
  "must start at 0 and rise",
);

const metric = strictObject({
  name: z.enum(["dice", "iou", "f_beta", "precision", "recall"]),
  beta: z.number().min(0).exactOptional(),
  policy: z.enum(emptyPolicies).exactOptional(),
});

const settings = strictObject({
  method: z.enum(["coordinate", "random"]),
  space: z.record(
    z.string(),
    z.array(z.union([z.number(), z.string(), z.boolean()])).min(1).refine(
      (values) => new Set(values).size === values.length,
      "must have no value twice",
    ),
  ),
  rounds: count.exactOptional(),
  samples: count.exactOptional(),
});

const rules = {
  metric: metric.exactOptional(),
  constraints: z.array(
    strictObject({ metric, atLeast: z.number().min(0).max(1) }),
  ).exactOptional(),
  tolerance: z.number().min(0).exactOptional(),
  settings: settings.exactOptional(),
  boards: strictObject({ public: count, private: count }).exactOptional(),
};

const connectivity = z.union([literal(4), literal(8)]).exactOptional();

/** Filled holes are counted of 8-connected objects alone, and a triplet looks at no object. */
const connects = (
  { connectivity, fillHoles, method }: {
    readonly connectivity?: 4 | 8;
    readonly fillHoles: boolean;
    readonly method?: string;
  },
) =>
  connectivity === undefined ||
  (method !== "triplet" && !(connectivity === 4 && fillHoles));
const connectionFault = {
  path: ["connectivity"],
  error: "must be 8 where holes are filled, and left out with triplet",
};

const areaSearch = strictObject({
  method: literal("area").exactOptional(),
  thresholds,
  minimumAreas,
  fillHoles: z.boolean(),
  connectivity,
  ...rules,
}).refine(connects, connectionFault);

const topSearch = strictObject({
  method: z.enum(["hysteresis", "triplet"]),
  tops: thresholds,
  minimumAreas,
  bottoms: thresholds,
  fillHoles: z.boolean(),
  connectivity,
  ...rules,
}).refine(connects, connectionFault);

const stepsSearch = strictObject({ method: literal("steps"), ...rules });

/** Checks what a recipe says of the search; without a method it is `area`. */
export const searchSchema: z.ZodType<SearchRecipe> = z.union([
  areaSearch,
  topSearch,
  stepsSearch,
]);
