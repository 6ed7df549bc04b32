import type { Scope } from "../parameters/mod.ts";
import { convNormActivation } from "./conv_norm_activation.ts";
import { type Layer, sequence, type Style } from "./layer.ts";

/** PyTorch's names of the two convolutions and their normalisations. */
export type DoubleConvNames = readonly [
  conv1: string,
  norm1: string,
  conv2: string,
  norm2: string,
];

/**
 * Convolution 3x3, normalisation, activation, twice.
 *
 * @param scope Where the parameters stand.
 * @param style Of the network.
 * @param names Of the four parts.
 * @param inputs Channels of x.
 * @param outputs Channels after each convolution.
 */
export function doubleConv(
  scope: Scope,
  style: Style,
  names: DoubleConvNames,
  inputs: number,
  outputs: number,
): Layer {
  return sequence(
    convNormActivation(scope, style, {
      names: [names[0], names[1]],
      inputs,
      outputs,
      kernel: 3,
    }),
    convNormActivation(scope, style, {
      names: [names[2], names[3]],
      inputs: outputs,
      outputs,
      kernel: 3,
    }),
  );
}
