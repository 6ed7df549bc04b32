import { maxPool2d, tf } from "../../tensor/mod.ts";
import {
  activate,
  convNormActivation,
  type Layer,
  restyle,
  sequence,
  type Style,
  TORCH_NORM,
} from "../blocks/mod.ts";
import { HE_NORMAL_BACKWARD, type Scope } from "../parameters/mod.ts";
import { type EncoderBuilder, type Stage, stagedEncoder } from "./encoder.ts";

/** Which ResNet. */
export interface ResnetOptions {
  /** `basic`: two 3x3 convolutions; `bottleneck`: 1x1, 3x3, 1x1, the last to four times the channels. */
  readonly block: "basic" | "bottleneck";
  /** Blocks of each of the four levels. */
  readonly repeats: readonly [number, number, number, number];
}

const STYLE: Style = {
  norm: TORCH_NORM,
  activation: "relu",
  initials: HE_NORMAL_BACKWARD,
};
const STEM = 64;

/**
 * ResNet as torchvision and segmentation_models.pytorch have it (`resnet18` to `resnet152`): the stride of a bottleneck
 * is at its 3x3 convolution. He et al., "Deep Residual Learning for Image Recognition", 2016.
 *
 * @param options Blocks.
 * @returns Features at strides 2 (stem), 4, 8, 16, 32.
 *
 * @example
 * ```ts
 * import { ParameterStore, Scope } from "../parameters/mod.ts";
 * import { resnet } from "./resnet.ts";
 *
 * const store = new ParameterStore();
 * const encoder = resnet({ block: "basic", repeats: [2, 2, 2, 2] })(new Scope(store), 3);
 * if (encoder.channels.join() !== "64,64,128,256,512") throw new Error();
 * if (store.parameterCount !== 11_176_512) throw new Error();
 * ```
 */
export function resnet({ block, repeats }: ResnetOptions): EncoderBuilder {
  const growth = block === "basic" ? 1 : 4;
  const branch = block === "basic" ? basicBlock : bottleneckBlock;
  return (root, inputChannels, options = {}) => {
    const style = restyle(STYLE, options);
    const scope = root.at("encoder");
    const stem = convNormActivation(scope, style, {
      names: ["conv1", "bn1"],
      inputs: inputChannels,
      outputs: STEM,
      kernel: 7,
      stride: 2,
    });
    const stages: Stage[] = [{ layer: stem, channels: STEM, stride: 2 }];
    repeats.forEach((count, level) => {
      const width = STEM * 2 ** level;
      const outputs = width * growth;
      const { channels } = stages.at(-1)!;
      const blocks = Array.from(
        { length: count },
        (_, i) =>
          residualBlock(scope.at(`layer${level + 1}.${i}`), branch, {
            inputs: i === 0 ? channels : outputs,
            width,
            outputs,
            stride: i === 0 && level > 0 ? 2 : 1,
            style,
          }),
      );
      stages.push({
        layer: level === 0
          ? sequence(poolHalf, ...blocks)
          : sequence(...blocks),
        channels: outputs,
        stride: 4 * 2 ** level,
      });
    });
    return stagedEncoder(stages);
  };
}

const poolHalf: Layer = (x) =>
  maxPool2d(x, { kernel: 3, stride: 2, padding: 1 });

interface BlockOptions {
  readonly inputs: number;
  /** Channels inside the block. */
  readonly width: number;
  readonly outputs: number;
  readonly stride: number;
  readonly style: Style;
}

/** Adds x to the branch, through a 1x1 convolution where the shapes differ. */
function residualBlock(
  scope: Scope,
  declareBranch: (scope: Scope, options: BlockOptions) => Layer,
  options: BlockOptions,
): Layer {
  const { inputs, outputs, stride, style } = options;
  const branch = declareBranch(scope, options);
  const shortcut = stride === 1 && inputs === outputs
    ? undefined
    : convNormActivation(scope, style, {
      names: ["downsample.0", "downsample.1"],
      inputs,
      outputs,
      kernel: 1,
      stride,
      activation: "none",
    });
  return (x, forward) =>
    tf.tidy(() => {
      const kept = shortcut ? shortcut(x, forward) : x;
      const sum = tf.add<tf.Tensor4D>(branch(x, forward), kept);
      return activate(sum, style.activation);
    });
}

function basicBlock(
  scope: Scope,
  { inputs, width, stride, style }: BlockOptions,
): Layer {
  return sequence(
    convNormActivation(scope, style, {
      names: ["conv1", "bn1"],
      inputs,
      outputs: width,
      kernel: 3,
      stride,
    }),
    convNormActivation(scope, style, {
      names: ["conv2", "bn2"],
      inputs: width,
      outputs: width,
      kernel: 3,
      activation: "none",
    }),
  );
}

function bottleneckBlock(
  scope: Scope,
  { inputs, width, outputs, stride, style }: BlockOptions,
): Layer {
  return sequence(
    convNormActivation(scope, style, {
      names: ["conv1", "bn1"],
      inputs,
      outputs: width,
      kernel: 1,
    }),
    convNormActivation(scope, style, {
      names: ["conv2", "bn2"],
      inputs: width,
      outputs: width,
      kernel: 3,
      stride,
    }),
    convNormActivation(scope, style, {
      names: ["conv3", "bn3"],
      inputs: width,
      outputs,
      kernel: 1,
      activation: "none",
    }),
  );
}
