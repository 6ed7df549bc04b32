import { z } from "zod";
import type { Recipe } from "./recipe.ts";

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const { strictObject, literal } = z;

const augmentStep = z.discriminatedUnion("name", [
  strictObject({ name: literal("flip_horizontal"), probability: share }),
  strictObject({ name: literal("flip_vertical"), probability: share }),
  strictObject({ name: literal("rotate_90"), probability: share }),
  strictObject({
    name: literal("affine"),
    probability: share,
    rotate: z.number().min(0).max(180),
    scale: z.number().min(0).lt(1),
    shift: share,
    shear: z.number().min(0).lt(90),
  }),
  strictObject({
    name: literal("brightness_contrast"),
    probability: share,
    brightness: share,
    contrast: share,
  }),
  strictObject({
    name: literal("hue_saturation"),
    probability: share,
    hue: z.number().min(0).max(180),
    saturation: share,
  }),
  strictObject({
    name: literal("gamma"),
    probability: share,
    low: positive,
    high: positive,
  }),
  strictObject({
    name: literal("gaussian_noise"),
    probability: share,
    deviation: z.number().min(0).max(255),
  }),
  strictObject({
    name: literal("gaussian_blur"),
    probability: share,
    deviation: z.number().min(0).max(100),
  }),
]);

/** Checks a recipe's `augment`. */
export const augmentSchema: z.ZodType<Recipe["augment"]> = z.array(augmentStep);
