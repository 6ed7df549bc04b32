import { maxPool2d, relu, tf } from "../../tensor/mod.ts";
import {
  convNormActivation,
  type Layer,
  sequence,
  type Style,
  TORCH_NORM,
} from "../blocks/mod.ts";
import { HE_NORMAL_BACKWARD, type Scope } from "../parameters/mod.ts";
import { type EncoderBuilder, stagedEncoder } from "./encoder.ts";

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
  const build = block === "basic" ? basicBlock : bottleneckBlock;
  return (root, inputChannels) => {
    const scope = root.at("encoder");
    const stem = convNormActivation(scope, STYLE, {
      names: ["conv1", "bn1"],
      inputs: inputChannels,
      outputs: STEM,
      kernel: 7,
      stride: 2,
    });
    let inputs = STEM;
    const levels = repeats.map((count, level) => {
      const width = STEM * 2 ** level;
      const outputs = width * growth;
      const blocks = Array.from({ length: count }, (_, i) => {
        const stride = i === 0 && level > 0 ? 2 : 1;
        const at = scope.at(`layer${level + 1}.${i}`);
        const layer = residual(
          at,
          { inputs, outputs, stride },
          build(at, {
            inputs,
            width,
            outputs,
            stride,
          }),
        );
        inputs = outputs;
        return layer;
      });
      const pooled = level === 0 ? [poolHalf, ...blocks] : blocks;
      return {
        layer: sequence(...pooled),
        channels: outputs,
        stride: 4 * 2 ** level,
      };
    });
    return stagedEncoder([
      { layer: stem, channels: STEM, stride: 2 },
      ...levels,
    ]);
  };
}

const poolHalf: Layer = (x) =>
  maxPool2d(x, { kernel: 3, stride: 2, padding: 1 });

interface Ends {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

/** Adds x to the branch, through a 1x1 convolution where the shapes differ. */
function residual(
  scope: Scope,
  { inputs, outputs, stride }: Ends,
  branch: Layer,
): Layer {
  const shortcut = stride === 1 && inputs === outputs
    ? undefined
    : convNormActivation(scope, STYLE, {
      names: ["downsample.0", "downsample.1"],
      inputs,
      outputs,
      kernel: 1,
      stride,
      activation: "none",
    });
  return (x, options) =>
    tf.tidy(() =>
      relu(tf.add<tf.Tensor4D>(
        branch(x, options),
        shortcut ? shortcut(x, options) : x,
      ))
    );
}

interface Branch extends Ends {
  /** Channels inside the block. */
  readonly width: number;
}

function basicBlock(scope: Scope, { inputs, width, stride }: Branch): Layer {
  return sequence(
    convNormActivation(scope, STYLE, {
      names: ["conv1", "bn1"],
      inputs,
      outputs: width,
      kernel: 3,
      stride,
    }),
    convNormActivation(scope, STYLE, {
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
  { inputs, width, outputs, stride }: Branch,
): Layer {
  return sequence(
    convNormActivation(scope, STYLE, {
      names: ["conv1", "bn1"],
      inputs,
      outputs: width,
      kernel: 1,
    }),
    convNormActivation(scope, STYLE, {
      names: ["conv2", "bn2"],
      inputs: width,
      outputs: width,
      kernel: 3,
      stride,
    }),
    convNormActivation(scope, STYLE, {
      names: ["conv3", "bn3"],
      inputs: width,
      outputs,
      kernel: 1,
      activation: "none",
    }),
  );
}
