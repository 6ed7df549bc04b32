import { tf, upsampleNearest } from "../../tensor/mod.ts";
import {
  convNormActivation,
  type Layer,
  restyle,
  scse,
  sequence,
  type Style,
  TORCH_NORM,
} from "../blocks/mod.ts";
import { HE_UNIFORM, type Scope, XAVIER_UNIFORM } from "../parameters/mod.ts";
import type {
  Decoder,
  DecoderDefinition,
  DecoderInputs,
  DecoderOptions,
} from "./decoder.ts";
import { stepChannels, stepLevels, stepUp } from "./step_up.ts";

const STYLE: Style = {
  norm: TORCH_NORM,
  activation: "relu",
  initials: HE_UNIFORM,
};
/**
 * `Unet` of segmentation_models.pytorch: nearest upsampling, the feature of that resolution joined, two convolutions;
 * the last step has no feature. With scSE, attention follows the joining and the convolutions. `decoderNorm` is SMP's
 * `decoder_use_norm`.
 */
export const unetDecoder: DecoderDefinition = {
  takes: ["decoderChannels", "attention", "decoderNorm", "decoderActivation"],
  build: declare,
};

function declare(
  root: Scope,
  { channels, strides }: DecoderInputs,
  options: DecoderOptions,
): Decoder {
  const skips = channels.slice(0, -1).reverse();
  const decoderChannels = stepChannels(strides, options);
  const style = restyle(STYLE, {
    norm: options.decoderNorm,
    activation: options.decoderActivation,
  });
  let inputs = channels.at(-1)!;
  const blocks = decoderChannels.map((outputs, i) => {
    const block = decoderBlock(root.at(`decoder.blocks.${i}`), {
      inputs,
      skip: skips[i] ?? 0,
      outputs,
      attention: options.attention,
      style,
    });
    inputs = outputs;
    return block;
  });
  return {
    ...stepLevels([channels.at(-1)!, ...decoderChannels]),
    head: {
      name: "segmentation_head.0",
      kernel: 3,
      initials: XAVIER_UNIFORM,
    },
    decode: (features, options) =>
      stepUp(features, blocks, (block, below, feature) => {
        const large = upsampleNearest(below);
        const joined = feature ? tf.concat([large, feature], 3) : large;
        return block(joined, options);
      }),
  };
}

interface BlockOptions {
  readonly inputs: number;
  /** Channels of the feature; 0: none. */
  readonly skip: number;
  readonly outputs: number;
  readonly attention: DecoderOptions["attention"];
  readonly style: Style;
}

function decoderBlock(
  scope: Scope,
  { inputs, skip, outputs, attention, style }: BlockOptions,
): Layer {
  const joined = inputs + skip;
  const conv = (name: string, channels: number) =>
    convNormActivation(scope, style, {
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
