import { tf } from "../tensor/mod.ts";
import type { Layer } from "./blocks/mod.ts";
import type { Decoder } from "./decoders/decoder.ts";
import type { Encoder, FeatureSpec } from "./encoders/encoder.ts";
import type { ForwardOptions } from "./model.ts";

/** What a part of a network gives. */
export interface PartOutput {
  readonly channels: number;
  /** Pixels of the image a pixel. */
  readonly stride: number;
}

/** A part of a network that runs by itself. */
export interface NetworkPart {
  /** `encoder.0` and on, `decoder`, `head`. */
  readonly name: string;
  /** What it takes: outputs of earlier parts, or the image. */
  readonly inputs:
    readonly ("image" | { readonly part: number; readonly output: number })[];
  readonly outputs: readonly PartOutput[];
  /** Runs it, under the caller's `tf.tidy`. */
  run(inputs: readonly tf.Tensor4D[], options: ForwardOptions): tf.Tensor4D[];
}

/**
 * Takes a network apart, in the order of its forward pass: the encoder's stages where it has some (else the encoder as a
 * whole), the decoder, the head.
 *
 * @param encoder The way down.
 * @param decoder The way up.
 * @param head From the decoder's output to the logits.
 * @param outputChannels Of the logits.
 */
export function networkParts(
  encoder: Encoder,
  decoder: Decoder,
  head: Layer,
  outputChannels: number,
): NetworkPart[] {
  const parts = encoderParts(encoder);
  const features = parts.flatMap(({ outputs }, part) =>
    outputs.map((_, output) => ({ part, output }))
  );
  parts.push({
    name: "decoder",
    inputs: ["image", ...features],
    outputs: levelsOf(decoder),
    run: ([image, ...found], options) => decoder.decode(found, options, image!),
  });
  parts.push({
    name: "head",
    inputs: [{ part: parts.length - 1, output: 0 }],
    outputs: [{ channels: outputChannels, stride: 1 }],
    run: ([x], options) => [head(x!, options)],
  });
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
