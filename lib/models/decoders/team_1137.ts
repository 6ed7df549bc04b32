import { tf, upsampleNearest } from "../../tensor/mod.ts";
import {
  convBias,
  convNormActivation,
  type Layer,
  restyle,
  sequence,
  type Style,
  TORCH_NORM,
} from "../blocks/mod.ts";
import { HE_UNIFORM, type Scope, XAVIER_UNIFORM } from "../parameters/mod.ts";
import type { Decoder, DecoderDefinition, DecoderInputs } from "./decoder.ts";
import { stepChannels, stepLevels, stepUp } from "./step_up.ts";

const STYLE: Style = {
  norm: { ...TORCH_NORM, kind: "instance" },
  activation: "mish",
  initials: HE_UNIFORM,
};

/**
 * U-Net's way up as TEAM_1137 built it for the STAS AI CUP 2022: nearest upsampling, the feature of that resolution joined
 * (at the end the image itself), a residual block, deep supervision on 3 levels. Instance normalisation and Mish;
 * `leaky_relu` and `swish` were tried too.
 *
 * The residual block is two convolutions 3x3, each with normalisation and activation, to which a 1x1 convolution with a
 * bias of the block's input is added; nothing follows the sum. A convolution 3x3 makes each level's logits. Names are the
 * team's: `decoder.blocks.0` is the finest block, `decoder.segHeads.1` the head of the second finest. Where the encoder's
 * finest feature has the image's resolution, the image is not joined.
 *
 * The team had two logits a pixel and a softmax; build with two output channels for that. Its `instance` was a
 * `GroupNorm` of one group: `decoderNorm: "layer"` is that.
 */
export const team1137: DecoderDefinition = {
  takes: ["decoderChannels", "decoderNorm", "decoderActivation"],
  deepSupervision: 3,
  build(root, inputs, options): Decoder {
    const outputs = stepChannels(inputs.strides, options);
    const style = restyle(STYLE, {
      norm: options.decoderNorm,
      activation: options.decoderActivation,
    });
    const skips = joinedChannels(inputs);
    const below = [inputs.channels.at(-1)!, ...outputs];
    const blocks = outputs.map((width, i) => {
      const place = outputs.length - 1 - i;
      const joined = below[i]! + skips[i]!;
      const at = root.at(`decoder.blocks.${place}`);
      return residualBlock(at, style, joined, width);
    });
    return {
      ...stepLevels(below),
      head: {
        name: "decoder.segHeads.0.conv",
        levelName: (level) => `decoder.segHeads.${level}.conv`,
        kernel: 3,
        initials: XAVIER_UNIFORM,
      },
      decode: (features, options, image) =>
        stepUp(features, blocks, (block, below, feature = image) => {
          const pair = [upsampleNearest(below), feature];
          return block(tf.concat(pair, 3), options);
        }),
    };
  },
};

/** Channels of what is joined at each step, from the coarsest on. */
function joinedChannels(
  { channels, strides, imageChannels }: DecoderInputs,
): number[] {
  const skips = channels.slice(0, -1).toReversed();
  return strides[0] === 1 ? skips : [...skips, imageChannels];
}

function residualBlock(
  scope: Scope,
  style: Style,
  inputs: number,
  outputs: number,
): Layer {
  const conv = (name: string, inputs: number) =>
    convNormActivation(scope, style, {
      names: [`${name}.conv`, `${name}.norm`],
      inputs,
      outputs,
      kernel: 3,
    });
  const branch = sequence(conv("conv1", inputs), conv("conv2", outputs));
  const { initials } = style;
  const shortcut = convBias(scope, "conv1x1", {
    inputs,
    outputs,
    kernel: 1,
    initials,
  });
  return (x, forward) =>
    tf.tidy(() => tf.add(branch(x, forward), shortcut(x, forward)));
}
