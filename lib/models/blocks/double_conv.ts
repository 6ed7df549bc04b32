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
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { HE_NORMAL, ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { doubleConv } from "./double_conv.ts";
 * import { TORCH_NORM } from "./layer.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const style = { norm: TORCH_NORM, activation: "relu", initials: HE_NORMAL } as const;
 * const names = ["conv1", "norm1", "conv2", "norm2"] as const;
 * const layer = doubleConv(new Scope(store), style, names, 3, 8);
 * store.create(seededValues(1));
 * const y = layer(tf.ones([1, 4, 5, 3]), { training: false });
 * if (y.shape.join() !== "1,4,5,8") throw new Error();
 * ```
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
