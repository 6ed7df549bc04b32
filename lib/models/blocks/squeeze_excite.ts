import { adaptiveAvgPool2d, sigmoid, tf } from "../../tensor/mod.ts";
import type { Initials, Scope } from "../parameters/mod.ts";
import { convBias } from "./conv_bias.ts";
import { activate, type Activation, type Layer } from "./layer.ts";

/** What a squeeze-and-excitation is made of. */
export interface SqueezeExciteOptions {
  /** PyTorch's names of the two convolutions. */
  readonly names: readonly [reduce: string, expand: string];
  readonly channels: number;
  /** Channels between the two convolutions. */
  readonly squeezed: number;
  readonly activation: Activation;
  readonly initials: Initials;
}

/**
 * Gives each channel a factor in (0, 1) that is computed from the means of all channels. Hu et al.,
 * "Squeeze-and-Excitation Networks", 2018.
 *
 * @param scope Where the parameters stand.
 * @param options Names and channels.
 * @returns A layer that gives the factors [batch, 1, 1, channels], which its caller multiplies with.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { HE_NORMAL, ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { squeezeExcite } from "./squeeze_excite.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const layer = squeezeExcite(new Scope(store), {
 *   names: ["_se_reduce", "_se_expand"],
 *   channels: 8,
 *   squeezed: 2,
 *   activation: "swish",
 *   initials: HE_NORMAL,
 * });
 * store.create(seededValues(1));
 * const y = layer(tf.ones([2, 4, 4, 8]), { training: false });
 * if (y.shape.join() !== "2,1,1,8") throw new Error();
 * ```
 */
export function squeezeExcite(
  scope: Scope,
  options: SqueezeExciteOptions,
): Layer {
  const { names, channels, squeezed, activation, initials } = options;
  const pointwise = { kernel: 1, initials };
  const reduce = convBias(scope, names[0], {
    ...pointwise,
    inputs: channels,
    outputs: squeezed,
  });
  const expand = convBias(scope, names[1], {
    ...pointwise,
    inputs: squeezed,
    outputs: channels,
  });
  return (x, forward) =>
    tf.tidy(() => {
      const means = adaptiveAvgPool2d(x, [1, 1]);
      const inner = activate(reduce(means, forward), activation);
      return sigmoid(expand(inner, forward));
    });
}
