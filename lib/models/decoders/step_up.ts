import { InputError } from "../../core/mod.ts";
import { tf } from "../../tensor/mod.ts";
import type { FeatureSpec } from "../encoders/encoder.ts";
import type { DecoderOptions } from "./decoder.ts";

/** Channels after each step up, as segmentation_models.pytorch and TEAM_1137 have them. */
const CHANNELS = [256, 128, 64, 32, 16];

/**
 * Channels after each of a decoder's steps up to the image's resolution, from the coarsest on.
 *
 * @param strides Of the encoder's features, finest first.
 * @param options Its `decoderChannels`.
 * @throws {InputError} Where there is not one number a step.
 *
 * @example
 * ```ts
 * import { stepChannels } from "./step_up.ts";
 *
 * if (stepChannels([2, 4, 8], {}).join() !== "256,128,64") throw new Error();
 * ```
 */
export function stepChannels(
  strides: readonly number[],
  options: DecoderOptions,
): readonly number[] {
  const count = Math.log2(strides.at(-1)!);
  const { decoderChannels = CHANNELS.slice(0, count) } = options;
  if (decoderChannels.length === count) return decoderChannels;
  throw new InputError(
    `Cannot build the network: decoderChannels must have ${count} numbers, one a step up, current value is [${
      decoderChannels.join(", ")
    }]`,
  );
}

/**
 * Channels and strides of what {@linkcode stepUp} gives.
 *
 * @param channels Of the coarsest feature and after each step.
 */
export function stepLevels(channels: readonly number[]): FeatureSpec {
  return {
    channels: channels.toReversed(),
    strides: channels.map((_, level) => 2 ** level),
  };
}

/**
 * Goes up step by step, each with the feature of its resolution as long as there is one. What lies inside a step is
 * freed.
 *
 * @param features As the encoder gives them, finest first.
 * @param steps From the coarsest on.
 * @param take Makes one step from what comes from below.
 * @returns What each step gave, finest first, and at last the coarsest feature.
 */
export function stepUp<Step>(
  features: readonly tf.Tensor4D[],
  steps: readonly Step[],
  take: (
    step: Step,
    below: tf.Tensor4D,
    feature: tf.Tensor4D | undefined,
  ) => tf.Tensor4D,
): tf.Tensor4D[] {
  const levels = [features.at(-1)!];
  steps.forEach((step, i) => {
    const below = levels[0]!;
    const feature = features[features.length - 2 - i];
    levels.unshift(tf.tidy(() => take(step, below, feature)));
  });
  return levels;
}
