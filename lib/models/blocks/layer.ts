import { relu, relu6, silu, tf } from "../../tensor/mod.ts";
import type { ForwardOptions } from "../model.ts";
import type { Initials, NormSettings } from "../parameters/mod.ts";

/** A part of a network: activations in, activations out. */
export type Layer = (x: tf.Tensor4D, options: ForwardOptions) => tf.Tensor4D;

/** An activation function by its usual name; `none` leaves x as it is. */
export type Activation = "none" | "relu" | "relu6" | "silu";

/** What the layers of one network have in common. */
export interface Style {
  readonly norm: NormSettings;
  readonly activation: Activation;
  readonly initials: Initials;
}

/** PyTorch's defaults of `BatchNorm2d`. */
export const TORCH_NORM: NormSettings = { epsilon: 1e-5, momentum: 0.1 };

const functions: Record<Activation, (x: tf.Tensor4D) => tf.Tensor4D> = {
  none: (x) => x,
  relu,
  relu6,
  silu,
};

/** Applies an activation function. */
export function activate(x: tf.Tensor4D, activation: Activation): tf.Tensor4D {
  return functions[activation](x);
}

/** One layer after the other; what lies between them is freed. */
export function sequence(...layers: readonly Layer[]): Layer {
  return (x, options) =>
    tf.tidy(() => layers.reduce((y, layer) => layer(y, options), x));
}
