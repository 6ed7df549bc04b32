import { dropPath, type Padding2d, tf } from "../../tensor/mod.ts";
import type { Scope } from "../parameters/mod.ts";
import { convNormActivation } from "./conv_norm_activation.ts";
import type { Layer, Style } from "./layer.ts";
import { squeezeExcite } from "./squeeze_excite.ts";

/** PyTorch's names of a block's parts. */
export interface MbConvNames {
  readonly expand: readonly [conv: string, norm: string];
  readonly depthwise: readonly [conv: string, norm: string];
  readonly squeeze: readonly [reduce: string, expand: string];
  readonly project: readonly [conv: string, norm: string];
}

/** What a block is made of. */
export interface MbConvOptions {
  readonly names: MbConvNames;
  readonly inputs: number;
  readonly outputs: number;
  /** Channels of the depthwise convolution are this times `inputs`; 1 leaves the expansion out. */
  readonly expansion: number;
  /** Rows and columns of the depthwise filter. */
  readonly kernel: number;
  readonly stride: number;
  /** Of the depthwise convolution. */
  readonly padding: Padding2d;
  /** Channels inside squeeze-and-excitation; left out: none. */
  readonly squeezed?: number;
  /** Probability of leaving the block out for a sample, and the number that its draws depend on. */
  readonly drop?: { readonly probability: number; readonly layer: number };
}

/**
 * Mobile inverted bottleneck: 1x1 convolution to many channels, depthwise convolution, squeeze-and-excitation, 1x1
 * convolution to few channels without activation; x is added where shape and channels stay. Sandler et al.,
 * "MobileNetV2", 2018; Tan and Le, "EfficientNet", 2019.
 *
 * @param scope Where the parameters stand.
 * @param style Of the network.
 * @param options The block.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { HE_NORMAL, ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { mbConv } from "./mb_conv.ts";
 * import { TORCH_NORM } from "./layer.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const style = { norm: TORCH_NORM, activation: "relu", initials: HE_NORMAL } as const;
 * const layer = mbConv(new Scope(store), style, {
 *   names: {
 *     expand: ["conv_pw", "bn1"],
 *     depthwise: ["conv_dw", "bn2"],
 *     squeeze: ["se.conv_reduce", "se.conv_expand"],
 *     project: ["conv_pwl", "bn3"],
 *   },
 *   inputs: 8,
 *   outputs: 16,
 *   expansion: 6,
 *   kernel: 5,
 *   stride: 2,
 *   padding: "same",
 *   squeezed: 2,
 * });
 * store.create(seededValues(1));
 * const y = layer(tf.ones([1, 8, 8, 8]), { training: false });
 * if (y.shape.join() !== "1,4,4,16" || store.parameterCount !== 2818) throw new Error();
 * ```
 */
export function mbConv(
  scope: Scope,
  style: Style,
  options: MbConvOptions,
): Layer {
  const { names, inputs, outputs, expansion, kernel, stride, padding } =
    options;
  const inner = inputs * expansion;
  const expand = expansion === 1
    ? undefined
    : convNormActivation(scope, style, {
      names: names.expand,
      inputs,
      outputs: inner,
      kernel: 1,
    });
  const depthwise = convNormActivation(scope, style, {
    names: names.depthwise,
    inputs: inner,
    outputs: inner,
    kernel,
    stride,
    padding,
    depthwise: true,
  });
  const squeeze = options.squeezed === undefined
    ? undefined
    : squeezeExcite(scope, {
      names: names.squeeze,
      channels: inner,
      squeezed: options.squeezed,
      activation: style.activation,
      initials: style.initials,
    });
  const project = convNormActivation(scope, style, {
    names: names.project,
    inputs: inner,
    outputs,
    kernel: 1,
    activation: "none",
  });
  const branch: Layer = (x, forward) => {
    const wide = expand ? expand(x, forward) : x;
    const filtered = depthwise(wide, forward);
    const weighted = squeeze
      ? tf.mul<tf.Tensor4D>(filtered, squeeze(filtered, forward))
      : filtered;
    return project(weighted, forward);
  };
  const residual = stride === 1 && inputs === outputs;
  return (x, forward) =>
    tf.tidy(() => {
      const y = branch(x, forward);
      if (!residual) return y;
      const { drop } = options;
      const { training, draw } = forward;
      return drop && training && draw
        ? tf.add(
          dropPath(y, drop.probability, { ...draw, layer: drop.layer }),
          x,
        )
        : tf.add(y, x);
    });
}
