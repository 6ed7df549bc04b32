import { InputError } from "../core/mod.ts";
import type { LossMode } from "../losses/loss.ts";
import type {
  EncoderDecoderRecipe,
  ModelRecipe,
} from "../recipes/model_recipe.ts";
import { modelTitle } from "../recipes/model_title.ts";
import type { DecoderOptions } from "./decoders/decoder.ts";
import {
  type DeclaredNetwork,
  type EncoderDecoder,
  encoderDecoder,
} from "./encoder_decoder.ts";
import { seededValues } from "./parameters/mod.ts";
import { findDecoder, findEncoder } from "./registry.ts";
import { unet } from "./unet.ts";

/** What a recipe does not say of a network. */
export interface DeclareModelOptions {
  /** Channels of the image. */
  readonly inputChannels: number;
  /** Channels of the logits. @default {1} */
  readonly outputChannels?: number;
  /** What these channels mean. @default {"binary"} for one channel, else {"multilabel"} */
  readonly mode?: LossMode;
}

/** What a recipe does not say of a network with weights. */
export interface BuildModelOptions extends DeclareModelOptions {
  /** Seed of the initial weights. */
  readonly seed: number;
}

/**
 * Declares the network that a recipe names: its parameters' names, shapes and count, without any numbers.
 *
 * @param recipe `{ name: "unet", widths }`, or `{ encoder, decoder, ... }` with names that
 * segmentation_models.pytorch has.
 * @param options Channels.
 * @throws {InputError} Where there is no such encoder or decoder, or an option does not fit it.
 *
 * @example
 * ```ts
 * import { declareModel } from "./build_model.ts";
 *
 * const { parameterCount, stride } = declareModel({ encoder: "resnet34", decoder: "unet" }, { inputChannels: 3 });
 * if (parameterCount !== 24_436_369 || stride !== 32) throw new Error();
 * ```
 */
export function declareModel(
  recipe: ModelRecipe,
  options: DeclareModelOptions,
): DeclaredNetwork {
  const { inputChannels, outputChannels = 1, mode } = options;
  const channels = {
    inputChannels,
    outputChannels,
    ...(mode === undefined ? {} : { mode }),
  };
  checkChannels("inputChannels", inputChannels);
  checkChannels("outputChannels", outputChannels);
  if ("widths" in recipe) {
    return unet({ widths: recipe.widths, ...channels });
  }
  const { encoderNorm, encoderActivation, classificationHead } = recipe;
  const encoder = findEncoder(recipe.encoder);
  const decoder = findDecoder(recipe.decoder);
  const decoderOptions = decoderOptionsOf(recipe, decoder.takes);
  return encoderDecoder({
    ...channels,
    name: modelTitle(recipe),
    encoder: (root, inputChannels) =>
      encoder(root, inputChannels, {
        norm: encoderNorm,
        activation: encoderActivation,
      }),
    decoder: (root, inputs) => decoder.build(root, inputs, decoderOptions),
    deepSupervision: recipe.deepSupervision ?? decoder.deepSupervision ?? 1,
    ...(classificationHead ? { classificationHead } : {}),
  });
}

/**
 * Builds the network that a recipe names, with initial weights. Open a backend first.
 *
 * @param recipe As {@linkcode declareModel} takes it.
 * @param options Channels and seed.
 * @returns The network; dispose of it after use.
 * @throws {InputError} As {@linkcode declareModel}.
 *
 * @example
 * ```ts
 * import { openBackend } from "../tensor/mod.ts";
 * import { buildModel } from "./build_model.ts";
 *
 * await openBackend();
 * const model = buildModel({ name: "unet", widths: [8, 16, 32] }, { inputChannels: 3, seed: 1 });
 * if (model.stride !== 4) throw new Error();
 * if (!model.parameters.has("encoder.0.conv1.weight")) throw new Error();
 * model.dispose();
 * ```
 */
export function buildModel(
  recipe: ModelRecipe,
  options: BuildModelOptions,
): EncoderDecoder {
  return declareModel(recipe, options).create(seededValues(options.seed));
}

function decoderOptionsOf(
  {
    encoder: _encoder,
    decoder,
    // Of the encoder and of the whole network.
    encoderNorm: _encoderNorm,
    encoderActivation: _encoderActivation,
    deepSupervision: _deepSupervision,
    classificationHead: _classificationHead,
    // Numbers, which come after the network.
    pretrained: _pretrained,
    weights: _weights,
    ...options
  }: EncoderDecoderRecipe,
  takes: readonly (keyof DecoderOptions)[],
): DecoderOptions {
  const excess = Object.keys(options)
    .find((key) => !takes.some((taken) => taken === key));
  if (excess === undefined) return options;
  throw new InputError(
    `Cannot build the network: decoder ${decoder} must be without ${excess}, it takes ${
      takes.join(", ") || "no options"
    }`,
  );
}

function checkChannels(name: string, channels: number): void {
  if (Number.isInteger(channels) && channels > 0) return;
  throw new InputError(
    `Cannot build the network: ${name} must be a positive integer, current value is ${channels}`,
  );
}
