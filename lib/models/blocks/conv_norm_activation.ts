import { type Padding2d, tf } from "../../tensor/mod.ts";
import type { Scope } from "../parameters/mod.ts";
import { convolve, type ConvWindow, foldedConv } from "./folded_conv.ts";
import { activate, type Activation, type Layer, type Style } from "./layer.ts";
import { declareNorm } from "./norm.ts";

/** A convolution and what follows it. */
export interface ConvNormActivationOptions {
  /** PyTorch's names of the convolution and of its normalisation. */
  readonly names: readonly [conv: string, norm: string];
  readonly inputs: number;
  readonly outputs: number;
  /** Rows and columns of the filter. */
  readonly kernel: number;
  /** @default {1} */
  readonly stride?: number;
  /** @default (kernel - 1) / 2 on each side */
  readonly padding?: Padding2d;
  /** A filter a channel; `inputs` and `outputs` are equal. @default {false} */
  readonly depthwise?: boolean;
  /** @default the style's */
  readonly activation?: Activation;
}

/**
 * Convolution without bias, normalisation, activation. For inference a batch normalisation is folded into the filter.
 *
 * @param scope Where the parameters stand.
 * @param style Normalisation, activation and initial values of the network.
 * @param options The convolution.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { HE_NORMAL, ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { convNormActivation } from "./conv_norm_activation.ts";
 * import { TORCH_NORM } from "./layer.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const style = { norm: TORCH_NORM, activation: "relu", initials: HE_NORMAL } as const;
 * const layer = convNormActivation(new Scope(store), style, {
 *   names: ["conv1", "bn1"],
 *   inputs: 3,
 *   outputs: 8,
 *   kernel: 3,
 *   stride: 2,
 * });
 * store.create(seededValues(1));
 * const y = layer(tf.ones([1, 6, 8, 3]), { training: false });
 * if (y.shape.join() !== "1,3,4,8" || !store.buffers.has("bn1.running_var")) throw new Error();
 * ```
 */
export function convNormActivation(
  scope: Scope,
  style: Style,
  options: ConvNormActivationOptions,
): Layer {
  const { names, inputs, outputs, kernel, depthwise = false } = options;
  const { activation = style.activation } = options;
  const { initials } = style;
  const { weight } = depthwise
    ? scope.depthwise(names[0], { channels: outputs, kernel, initials })
    : scope.conv(names[0], { inputs, outputs, kernel, initials });
  const norm = declareNorm(scope, names[1], outputs, style.norm);
  const window: ConvWindow = {
    stride: options.stride ?? 1,
    padding: options.padding ?? (kernel - 1) / 2,
    depthwise,
  };
  return (x, forward) =>
    tf.tidy(() => {
      const filter = weight.variable;
      if (forward.training || !norm.affine) {
        const y = norm.apply(convolve(x, filter, window), forward);
        return activate(y, activation);
      }
      const { factor, summand } = norm.affine();
      // A depthwise filter's outputs are its third axis, of which the fourth holds the multiples.
      const scaled = tf.mul(
        filter,
        depthwise ? tf.reshape(factor, [outputs, 1]) : factor,
      );
      return foldedConv(x, scaled, summand, window, activation);
    });
}
