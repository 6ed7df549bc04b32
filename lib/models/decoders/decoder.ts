import type { tf } from "../../tensor/mod.ts";
import type { ActivationName, NormName } from "../../recipes/model_recipe.ts";
import type { FeatureSpec } from "../encoders/encoder.ts";
import type { ForwardOptions } from "../model.ts";
import type { Initials, Scope } from "../parameters/mod.ts";

/** What a recipe may say of a decoder; each decoder takes some of these. */
export interface DecoderOptions {
  /** Channels after each step up, from the coarsest on. */
  readonly decoderChannels?: readonly number[];
  /** Attention inside the decoder. @default none */
  readonly attention?: "scse";
  /** @default the decoder's */
  readonly decoderNorm?: NormName;
  /** @default the decoder's */
  readonly decoderActivation?: ActivationName;
}

/** What a decoder is built on. */
export interface DecoderInputs extends FeatureSpec {
  /** Channels of the image itself, which some decoders join too. */
  readonly imageChannels: number;
}

/** The convolution from a decoder's output to the logits, and those from its coarser levels for deep supervision. */
export interface HeadSpec {
  /** PyTorch's name of it. */
  readonly name: string;
  /**
   * The name of a coarser level's, from 1 for the second finest.
   *
   * @default `deep_supervision_head.1`, `deep_supervision_head.2`, ...
   */
  readonly levelName?: (level: number) => string;
  /** Rows and columns of the filter, odd. */
  readonly kernel: number;
  readonly initials: Initials;
}

/** The way up of a network; its channels and strides are those of its levels. */
export interface Decoder extends FeatureSpec {
  readonly head: HeadSpec;
  /**
   * Joins the features.
   *
   * @param features As the encoder gives them, finest first.
   * @param options Training or inference.
   * @param image What the encoder was given.
   * @returns Its levels [batch, height, width, channels], finest first; the first has the image's resolution.
   */
  decode(
    features: readonly tf.Tensor4D[],
    options: ForwardOptions,
    image: tf.Tensor4D,
  ): tf.Tensor4D[];
}

/** A kind of decoder. */
export interface DecoderDefinition {
  /** The options that it takes. */
  readonly takes: readonly (keyof DecoderOptions)[];
  /** Levels that learn where a recipe says nothing. @default {1} */
  readonly deepSupervision?: number;
  /** Declares its parameters at the root of a network's names. */
  build(root: Scope, inputs: DecoderInputs, options: DecoderOptions): Decoder;
}
