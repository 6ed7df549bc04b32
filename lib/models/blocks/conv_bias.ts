import { biasAdd, conv2d, tf } from "../../tensor/mod.ts";
import type { Initials, Scope } from "../parameters/mod.ts";
import type { Layer } from "./layer.ts";

/** A convolution that no normalisation follows. */
export interface ConvBiasOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Rows and columns of the filter, odd. */
  readonly kernel: number;
  readonly initials: Initials;
}

/**
 * Convolution with bias that keeps height and width.
 *
 * @param scope Where the parameters stand.
 * @param name PyTorch's name of it.
 * @param options The convolution.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { HE_NORMAL, ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { convBias } from "./conv_bias.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const options = { inputs: 3, outputs: 2, kernel: 3, initials: HE_NORMAL };
 * const layer = convBias(new Scope(store), "head", options);
 * store.create(seededValues(1));
 * const y = layer(tf.ones([1, 4, 5, 3]), { training: false });
 * if (y.shape.join() !== "1,4,5,2" || !store.parameters.has("head.bias")) throw new Error();
 * ```
 */
export function convBias(
  scope: Scope,
  name: string,
  options: ConvBiasOptions,
): Layer {
  const { weight, bias } = scope.conv(name, { ...options, bias: true });
  const padding = (options.kernel - 1) / 2;
  return (x) =>
    tf.tidy(() =>
      biasAdd(conv2d(x, weight.variable, { padding }), bias!.variable)
    );
}
