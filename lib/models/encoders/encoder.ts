import { tf } from "../../tensor/mod.ts";
import { type Layer, sequence, type StyleOptions } from "../blocks/mod.ts";
import type { ForwardOptions } from "../model.ts";
import type { Scope } from "../parameters/mod.ts";

/** What a decoder must know of the features, finest first. */
export interface FeatureSpec {
  readonly channels: readonly number[];
  /** Pixels of the image a pixel of the feature, a power of 2. */
  readonly strides: readonly number[];
}

/** The way down of a network. */
export interface Encoder extends FeatureSpec {
  /** Where each feature is computed from the one before alone: how. */
  readonly stages?: readonly Stage[];
  /**
   * Computes the features.
   *
   * @param x Images [batch, height, width, channels], sides multiples of the last stride.
   * @returns A tensor a stride.
   */
  features(x: tf.Tensor4D, options: ForwardOptions): tf.Tensor4D[];
}

/**
 * Declares an encoder's parameters at the root of a network's names; any number of image channels. The style is its own
 * but for what the options say (`restyle`).
 */
export type EncoderBuilder = (
  root: Scope,
  inputChannels: number,
  options?: StyleOptions,
) => Encoder;

/** From one feature to the next. */
export interface Stage {
  readonly layer: Layer;
  readonly channels: number;
  readonly stride: number;
}

/** An encoder whose features are each computed from the one before. */
export function stagedEncoder(stages: readonly Stage[]): Encoder {
  return {
    stages,
    channels: stages.map(({ channels }) => channels),
    strides: stages.map(({ stride }) => stride),
    features(x, options) {
      let y = x;
      return stages.map(({ layer }) => y = tf.tidy(() => layer(y, options)));
    },
  };
}

/** Joins parts that follow each other to stages, each ending with one of the given parts. */
export function joinStages(
  parts: readonly Stage[],
  ends: readonly number[],
): Stage[] {
  return ends.map((end, i) => {
    const joined = parts.slice((ends[i - 1] ?? -1) + 1, end + 1);
    const layers = joined.map(({ layer }) => layer);
    return { ...joined.at(-1)!, layer: sequence(...layers) };
  });
}
