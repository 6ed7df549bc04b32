import {
  convNormActivation,
  mbConv,
  type MbConvNames,
  restyle,
  sequence,
  type Style,
} from "../blocks/mod.ts";
import { HE_NORMAL_GROUPED } from "../parameters/mod.ts";
import {
  type EfficientnetScaling,
  FEATURE_STAGES,
  planEfficientnet,
} from "./efficientnet_stages.ts";
import {
  type EncoderBuilder,
  joinStages,
  type Stage,
  stagedEncoder,
} from "./encoder.ts";

const STYLE: Style = {
  norm: { epsilon: 1e-3, momentum: 0.1 },
  activation: "relu6",
  initials: HE_NORMAL_GROUPED,
};
const SQUEEZE = ["se.conv_reduce", "se.conv_expand"] as const;
/** timm's names of a block without expansion; it has none of the first. */
const SEPARABLE: MbConvNames = {
  expand: ["conv_pw", "bn1"],
  depthwise: ["conv_dw", "bn1"],
  squeeze: SQUEEZE,
  project: ["conv_pw", "bn2"],
};
const INVERTED: MbConvNames = {
  expand: ["conv_pw", "bn1"],
  depthwise: ["conv_dw", "bn2"],
  squeeze: SQUEEZE,
  project: ["conv_pwl", "bn3"],
};

/**
 * EfficientNet-lite as timm has it (`tf_efficientnet_lite0` to `lite4`) and segmentation_models.pytorch takes it by
 * `tu-`: TensorFlow's padding, ReLU6, no squeeze-and-excitation. The feature of stride 2 follows the first stage.
 *
 * @param options Factors of the channels and blocks.
 * @returns Features at strides 2, 4, 8, 16, 32.
 *
 * @example
 * ```ts
 * import { ParameterStore, Scope } from "../parameters/mod.ts";
 * import { efficientnetLite } from "./efficientnet_lite.ts";
 *
 * const store = new ParameterStore();
 * const encoder = efficientnetLite({ width: 1, depth: 1 })(new Scope(store), 3);
 * if (encoder.channels.join() !== "16,24,40,112,320") throw new Error();
 * if (store.parameterCount !== 2_958_848) throw new Error();
 * ```
 */
export function efficientnetLite(
  options: Omit<EfficientnetScaling, "fixedEnds">,
): EncoderBuilder {
  const { stem, stages } = planEfficientnet({ ...options, fixedEnds: true });
  return (root, inputChannels, options = {}) => {
    const style = restyle(STYLE, options);
    const scope = root.at("encoder.model");
    const first = convNormActivation(scope, style, {
      names: ["conv_stem", "bn1"],
      inputs: inputChannels,
      outputs: stem,
      kernel: 3,
      stride: 2,
      padding: "same",
    });
    let scale = 2;
    const parts: Stage[] = [{ layer: first, channels: stem, stride: scale }];
    stages.forEach((stage, i) => {
      const inputs = parts.at(-1)!.channels;
      const blocks = Array.from(
        { length: stage.repeats },
        (_, repeat) =>
          mbConv(scope.at(`blocks.${i}.${repeat}`), style, {
            ...stage,
            names: stage.expansion === 1 ? SEPARABLE : INVERTED,
            inputs: repeat === 0 ? inputs : stage.outputs,
            stride: repeat === 0 ? stage.stride : 1,
            padding: "same",
          }),
      );
      scale *= stage.stride;
      parts.push({
        layer: sequence(...blocks),
        channels: stage.outputs,
        stride: scale,
      });
    });
    // The stem is the part before the first stage.
    const ends = [0, ...FEATURE_STAGES].map((stage) => stage + 1);
    return stagedEncoder(joinStages(parts, ends));
  };
}
