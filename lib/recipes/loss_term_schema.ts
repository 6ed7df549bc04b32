import { z } from "zod";
import type { LossTerm } from "./loss_term.ts";

const { strictObject, literal } = z;
const share = z.number().min(0).max(1);
const positive = z.number().positive();
const notNegative = z.number().min(0);
const perClass = z.array(notNegative).min(1).exactOptional();
const weight = positive;

const region = {
  weight,
  perImage: z.boolean().exactOptional(),
  perClass: z.boolean().exactOptional(),
  smooth: notNegative.exactOptional(),
  smoothBelow: notNegative.exactOptional(),
  eps: positive.exactOptional(),
  log: z.boolean().exactOptional(),
  squares: z.boolean().exactOptional(),
  overlap: z.enum(["product", "minimum"]).exactOptional(),
  background: z.boolean().exactOptional(),
  empty: z.enum(["count", "zero", "skip"]).exactOptional(),
  classes: z.array(z.number().int().min(0)).min(1).exactOptional(),
  classWeights: perClass,
};

const lovasz = {
  weight,
  perImage: z.boolean().exactOptional(),
  perClass: z.boolean().exactOptional(),
};

const terms = [
  strictObject({
    name: literal("bce"),
    weight,
    positiveWeight: z.union([positive, z.array(positive).min(1)])
      .exactOptional(),
    smoothing: z.number().min(0).lt(0.5).exactOptional(),
  }),
  strictObject({
    name: literal("weighted_bce"),
    weight,
    positive: notNegative.exactOptional(),
    negative: notNegative.exactOptional(),
  }),
  strictObject({
    name: literal("cross_entropy"),
    weight,
    classWeights: perClass,
    smoothing: z.number().min(0).lt(1).exactOptional(),
  }),
  strictObject({
    name: literal("boundary_cross_entropy"),
    weight,
    borderWeight: notNegative.exactOptional(),
    sigma: positive.exactOptional(),
    backgroundWeight: notNegative.exactOptional(),
    foregroundWeight: notNegative.exactOptional(),
  }),
  strictObject({ name: literal("dice"), ...region }),
  strictObject({ name: literal("jaccard"), ...region }),
  strictObject({
    name: literal("tversky"),
    ...region,
    alpha: notNegative.exactOptional(),
    beta: notNegative.exactOptional(),
    gamma: positive.exactOptional(),
  }),
  strictObject({
    name: literal("focal"),
    weight,
    alpha: share.exactOptional(),
    gamma: notNegative.exactOptional(),
    form: z.enum(["one_vs_rest", "softmax"]).exactOptional(),
    classWeights: perClass,
  }),
  strictObject({ name: literal("lovasz_hinge"), ...lovasz }),
  strictObject({ name: literal("symmetric_lovasz"), ...lovasz }),
  strictObject({
    name: literal("lovasz_softmax"),
    weight,
    perImage: z.boolean().exactOptional(),
    classes: z.union([
      z.enum(["present", "all"]),
      z.array(z.number().int().min(0)).min(1),
    ]).exactOptional(),
  }),
  strictObject({
    name: literal("margin"),
    weight,
    margin: z.number().min(0).lt(0.5).exactOptional(),
    negative: notNegative.exactOptional(),
  }),
] as const;

/** Checks one term of a recipe's loss: its name, and the settings of that loss. */
export const lossTermSchema: z.ZodType<LossTerm> = z.discriminatedUnion(
  "name",
  terms,
);
