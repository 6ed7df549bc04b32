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
