import { InputError } from "../../core/mod.ts";
import { tf, upsampleNearest } from "../../tensor/mod.ts";
import {
  convNormActivation,
  type Layer,
  scse,
  sequence,
  type Style,
  TORCH_NORM,
} from "../blocks/mod.ts";
import type { FeatureSpec } from "../encoders/encoder.ts";
import { HE_UNIFORM, type Scope, XAVIER_UNIFORM } from "../parameters/mod.ts";
import type { Decoder, DecoderDefinition, DecoderOptions } from "./decoder.ts";

const STYLE: Style = {
  norm: TORCH_NORM,
  activation: "relu",
  initials: HE_UNIFORM,
};
/** SMP's default channels after each step up. */
const CHANNELS = [256, 128, 64, 32, 16];

/**
 * `Unet` of segmentation_models.pytorch: nearest upsampling, the feature of that resolution joined, two convolutions;
 * the last step has no feature. With scSE, attention follows the joining and the convolutions.
 */
export const unetDecoder: DecoderDefinition = {
  takes: ["decoderChannels", "attention"],
  build: declare,
};

function declare(
  root: Scope,
  { channels, strides }: FeatureSpec,
  options: DecoderOptions,
): Decoder {
  const skips = channels.slice(0, -1).reverse();
  const count = Math.log2(strides.at(-1)!);
  const { decoderChannels = CHANNELS.slice(0, count), attention } = options;
  if (decoderChannels.length !== count) {
    throw new InputError(
      `Cannot build the network: decoderChannels must have ${count} numbers, one a step up, current value is [${
        decoderChannels.join(", ")
      }]`,
    );
  }
  let inputs = channels.at(-1)!;
  const blocks = decoderChannels.map((outputs, i) => {
    const block = decoderBlock(root.at(`decoder.blocks.${i}`), {
      inputs,
      skip: skips[i] ?? 0,
      outputs,
      attention,
    });
    inputs = outputs;
    return block;
  });
  return {
    channels: inputs,
    head: {
      name: "segmentation_head.0",
      kernel: 3,
      initials: XAVIER_UNIFORM,
    },
    decode: (features, options) =>
      blocks.reduce(
        (below, block, i) => {
          const feature = features[features.length - 2 - i];
          return tf.tidy(() => {
            const large = upsampleNearest(below);
            const joined = feature ? tf.concat([large, feature], 3) : large;
            return block(joined, options);
          });
        },
        features.at(-1)!,
      ),
  };
}

interface BlockOptions {
  readonly inputs: number;
  /** Channels of the feature; 0: none. */
  readonly skip: number;
  readonly outputs: number;
  readonly attention: DecoderOptions["attention"];
}

function decoderBlock(
  scope: Scope,
  { inputs, skip, outputs, attention }: BlockOptions,
): Layer {
  const joined = inputs + skip;
  const conv = (name: string, channels: number) =>
    convNormActivation(scope, STYLE, {
      names: [`${name}.0`, `${name}.1`],
      inputs: channels,
      outputs,
      kernel: 3,
    });
  const attend = (at: Scope, channels: number): Layer[] =>
    attention ? [scse(at.at("attention"), channels, HE_UNIFORM)] : [];
  const conv1 = conv("conv1", joined);
  // Without a feature the original declares its first attention all the same, but leaves it out.
  const first = skip > 0
    ? attend(scope.at("attention1"), joined)
    : (attend(scope.at("attention1").idle(), joined), []);
  const conv2 = conv("conv2", outputs);
  const last = attend(scope.at("attention2"), outputs);
  return sequence(...first, conv1, conv2, ...last);
}
