import type { PaddingPair } from "../../tensor/mod.ts";
import {
  convNormActivation,
  declareNorm,
  mbConv,
  type MbConvNames,
  restyle,
  type Style,
} from "../blocks/mod.ts";
import { type Scope, TORCH_DEFAULT } from "../parameters/mod.ts";
import {
  FEATURE_STAGES,
  planEfficientnet,
  roundChannels,
} from "./efficientnet_stages.ts";
import {
  type EncoderBuilder,
  joinStages,
  type Stage,
  stagedEncoder,
} from "./encoder.ts";

/** Which EfficientNet. */
export interface EfficientnetOptions {
  /** Factor of B0's channels. */
  readonly width: number;
  /** Factor of B0's blocks. */
  readonly depth: number;
  /** Side of the images that it was made for: its padding is that which TensorFlow has at this size, at all sizes. */
  readonly imageSide: number;
  /** Blocks after which features of strides 4, 8, 16, 32 are taken. @default the last of stages 2, 3, 5 and 7 */
  readonly featureBlocks?: readonly number[];
}

const STYLE: Style = {
  norm: { epsilon: 1e-3, momentum: 0.01 },
  activation: "swish",
  initials: TORCH_DEFAULT,
};
const NAMES: MbConvNames = {
  expand: ["_expand_conv", "_bn0"],
  depthwise: ["_depthwise_conv", "_bn1"],
  squeeze: ["_se_reduce", "_se_expand"],
  project: ["_project_conv", "_bn2"],
};
/** Probability of dropping the last block; it rises evenly from 0. */
const DROP = 0.2;

/**
 * EfficientNet as segmentation_models.pytorch and lukemelas/EfficientNet-PyTorch have it (`efficientnet-b0` to
 * `efficientnet-b8`), with their names. Tan and Le, "EfficientNet: Rethinking Model Scaling", 2019.
 *
 * @param options Scaling.
 * @returns Features at strides 2 (stem), 4, 8, 16, 32.
 *
 * @example
 * ```ts
 * import { ParameterStore, Scope } from "../parameters/mod.ts";
 * import { efficientnet } from "./efficientnet.ts";
 *
 * const store = new ParameterStore();
 * const encoder = efficientnet({ width: 1.2, depth: 1.4, imageSide: 300 })(new Scope(store), 3);
 * if (encoder.channels.join() !== "40,32,48,136,384") throw new Error();
 * if (store.parameterCount !== 10_696_232) throw new Error();
 * ```
 */
export function efficientnet(options: EfficientnetOptions): EncoderBuilder {
  const { width } = options;
  const { stem, stages } = planEfficientnet(options);
  return (root, inputChannels, styleOptions = {}) => {
    const style = restyle(STYLE, styleOptions);
    const scope = root.at("encoder");
    let side = options.imageSide;
    /** Padding of a filter that sees images of the present side, which is halved by a stride of 2. */
    const padding = (kernel: number, stride: number) => {
      const pair = samePadding(side, kernel, stride);
      side = Math.ceil(side / stride);
      return [pair, pair] as const;
    };
    const first = convNormActivation(scope, style, {
      names: ["_conv_stem", "_bn0"],
      inputs: inputChannels,
      outputs: stem,
      kernel: 3,
      stride: 2,
      padding: padding(3, 2),
    });
    const total = stages.reduce((sum, { repeats }) => sum + repeats, 0);
    const parts: Stage[] = [{ layer: first, channels: stem, stride: 2 }];
    for (const { repeats, ...stage } of stages) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        const { channels: inputs, stride: scale } = parts.at(-1)!;
        const index = parts.length - 1;
        const stride = repeat === 0 ? stage.stride : 1;
        const layer = mbConv(scope.at(`_blocks.${index}`), style, {
          ...stage,
          names: NAMES,
          inputs,
          stride,
          padding: padding(stage.kernel, stride),
          squeezed: Math.floor(inputs / 4),
          drop: { probability: (DROP * index) / total, layer: index },
        });
        parts.push({ layer, channels: stage.outputs, stride: scale * stride });
      }
    }
    const { channels } = parts.at(-1)!;
    const classified = roundChannels(1280 * width);
    declareClassifier(scope.idle(), style, channels, classified);
    const ends = options.featureBlocks ?? lastBlocks(stages);
    // The stem is the part before the first block.
    return stagedEncoder(joinStages(parts, [0, ...ends.map((end) => end + 1)]));
  };
}

/** Index of the last block of each stage that ends with a feature. */
function lastBlocks(stages: readonly { readonly repeats: number }[]): number[] {
  return FEATURE_STAGES.map((stage) =>
    stages.slice(0, stage + 1).reduce((sum, { repeats }) => sum + repeats, -1)
  );
}

/** TensorFlow's "same" padding of an axis. */
function samePadding(
  side: number,
  kernel: number,
  stride: number,
): PaddingPair {
  const span = (Math.ceil(side / stride) - 1) * stride + kernel;
  const total = Math.max(0, span - side);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** The original keeps the classifier's last convolution, which no feature depends on. */
function declareClassifier(
  scope: Scope,
  { initials, norm }: Style,
  inputs: number,
  outputs: number,
): void {
  scope.conv("_conv_head", { inputs, outputs, kernel: 1, initials });
  declareNorm(scope, "_bn1", outputs, norm);
}
