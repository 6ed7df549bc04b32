import { z } from "zod";
import {
  activationNames,
  type ModelRecipe,
  normNames,
} from "./model_recipe.ts";

const count = z.number().int().positive();

const norm = z.enum(normNames).exactOptional();
const activation = z.enum(activationNames).exactOptional();

const plainUnet = z.strictObject({
  name: z.literal("unet"),
  widths: z.array(count).min(2),
});

const encoderDecoder = z.strictObject({
  encoder: z.string(),
  decoder: z.string(),
  decoderChannels: z.array(count).min(1).exactOptional(),
  attention: z.literal("scse").exactOptional(),
  encoderNorm: norm,
  encoderActivation: activation,
  decoderNorm: norm,
  decoderActivation: activation,
  deepSupervision: count.exactOptional(),
  classificationHead: z.strictObject({
    classes: count.exactOptional(),
    pooling: z.enum(["avg", "max"]).exactOptional(),
    dropout: z.number().min(0).lt(1).exactOptional(),
  }).exactOptional(),
  pretrained: z.literal("imagenet").exactOptional(),
  weights: z.string().min(1).exactOptional(),
}).refine(
  ({ pretrained, weights }) =>
    pretrained === undefined || weights === undefined,
  { path: ["weights"], error: "must be left out beside pretrained" },
);

/** Checks a recipe's network, in either form. */
export const modelSchema: z.ZodType<ModelRecipe> = z.union([
  plainUnet,
  encoderDecoder,
]);
