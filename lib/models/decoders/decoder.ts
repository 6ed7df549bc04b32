import type { tf } from "../../tensor/mod.ts";
import type { FeatureSpec } from "../encoders/encoder.ts";
import type { ForwardOptions } from "../model.ts";
import type { Initials, Scope } from "../parameters/mod.ts";

/** What a recipe may say of a decoder; each decoder takes some of these. */
export interface DecoderOptions {
  /** Channels after each step up, from the coarsest on. */
  readonly decoderChannels?: readonly number[];
  /** Attention inside the decoder. @default none */
  readonly attention?: "scse";
}

/** The convolution from a decoder's output to the logits. */
export interface HeadSpec {
  /** PyTorch's name of it. */
  readonly name: string;
  /** Rows and columns of the filter, odd. */
  readonly kernel: number;
  readonly initials: Initials;
}

/** The way up of a network. */
export interface Decoder {
  /** Of its output, which has the image's resolution. */
  readonly channels: number;
  readonly head: HeadSpec;
  /**
   * Joins the features.
   *
   * @param features As the encoder gives them, finest first.
   * @returns [batch, height, width, channels] at the image's resolution.
   */
  decode(
    features: readonly tf.Tensor4D[],
    options: ForwardOptions,
  ): tf.Tensor4D;
}

/** A kind of decoder. */
export interface DecoderDefinition {
  /** The options that it takes. */
  readonly takes: readonly (keyof DecoderOptions)[];
  /** Declares its parameters at the root of a network's names. */
  build(root: Scope, features: FeatureSpec, options: DecoderOptions): Decoder;
}
