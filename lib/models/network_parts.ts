import { tf } from "../tensor/mod.ts";
import type { Layer } from "./blocks/mod.ts";
import type { Decoder } from "./decoders/decoder.ts";
import type { Encoder, FeatureSpec } from "./encoders/encoder.ts";
import type { ForwardOptions } from "./model.ts";

/** What a part of a network gives. */
export interface PartOutput {
  readonly channels: number;
  /** Pixels of the image a pixel; without it the output is of the whole image, [batch, channels]. */
  readonly stride?: number;
}

/** A network's heads. */
export interface NetworkHeads {
  /** Of the decoder's levels, finest first. */
  readonly segmentation: readonly Layer[];
  /** Channels of their logits. */
  readonly outputChannels: number;
  /** Of the coarsest feature. */
  readonly classification?: {
    readonly classes: number;
    readonly run: (x: tf.Tensor4D, options: ForwardOptions) => tf.Tensor2D;
  };
}

/** A part of a network that runs by itself. */
export interface NetworkPart {
  /** `encoder.0` and on, `decoder`, `head`, `deep_supervision.1` and on, `classification`. */
  readonly name: string;
  /** What it takes: outputs of earlier parts, or the image. */
  readonly inputs:
    readonly ("image" | { readonly part: number; readonly output: number })[];
  readonly outputs: readonly PartOutput[];
  /** Runs it, under the caller's `tf.tidy`. */
  run(inputs: readonly tf.Tensor4D[], options: ForwardOptions): tf.Tensor[];
}

/**
 * What a part takes, of the image and of what the parts before it gave.
 *
 * @param part One of `networkParts`.
 * @param image The network's input.
 * @param given Outputs of each part before this one.
 */
export function inputsOf<T>(
  { inputs }: NetworkPart,
  image: T,
  given: readonly (readonly T[])[],
): T[] {
  return inputs.map((from) =>
    from === "image" ? image : given[from.part]![from.output]!
  );
}

/**
 * Takes a network apart, in the order of its forward pass: the encoder's stages where it has some (else the encoder as a
 * whole), the decoder, the heads.
 *
 * @param encoder The way down.
 * @param decoder The way up.
 * @param heads To the logits.
 */
export function networkParts(
  encoder: Encoder,
  decoder: Decoder,
  heads: NetworkHeads,
): NetworkPart[] {
  const parts = encoderParts(encoder);
  const features = parts.flatMap(({ outputs }, part) =>
    outputs.map((_, output) => ({ part, output }))
  );
  const levels = levelsOf(decoder).slice(0, heads.segmentation.length);
  const decoderPart = parts.push({
    name: "decoder",
    inputs: ["image", ...features],
    outputs: levels,
    run: ([image, ...found], options) =>
      decoder.decode(found, options, image!).slice(0, levels.length),
  }) - 1;
  heads.segmentation.forEach((head, output) =>
    parts.push({
      name: output === 0 ? "head" : `deep_supervision.${output}`,
      inputs: [{ part: decoderPart, output }],
      outputs: [{ ...levels[output]!, channels: heads.outputChannels }],
      run: ([x], options) => [head(x!, options)],
    })
  );
  const { classification } = heads;
  if (classification) {
    parts.push({
      name: "classification",
      inputs: [features.at(-1)!],
      outputs: [{ channels: classification.classes }],
      run: ([x], options) => [classification.run(x!, options)],
    });
  }
  return parts;
}

function levelsOf({ channels, strides }: FeatureSpec): PartOutput[] {
  return channels.map((channels, i) => ({ channels, stride: strides[i]! }));
}

function encoderParts({ stages, ...encoder }: Encoder): NetworkPart[] {
  if (!stages) {
    return [{
      name: "encoder",
      inputs: ["image"],
      outputs: levelsOf(encoder),
      run: ([x], options) => encoder.features(x!, options),
    }];
  }
  return stages.map(({ layer, channels, stride }, i) => ({
    name: `encoder.${i}`,
    inputs: [i === 0 ? "image" : { part: i - 1, output: 0 }],
    outputs: [{ channels, stride }],
    run: ([x], options) => [tf.tidy(() => layer(x!, options))],
  }));
}
