import type { ActivationName, NormName } from "../../recipes/model_recipe.ts";
import { leakyRelu, mish, relu, relu6, silu, tf } from "../../tensor/mod.ts";
import type { ForwardOptions } from "../model.ts";
import type { Initials, NormSettings } from "../parameters/mod.ts";

/** A part of a network: activations in, activations out. */
export type Layer = (x: tf.Tensor4D, options: ForwardOptions) => tf.Tensor4D;

/** An activation function by its usual name; `none` leaves x as it is. */
export type Activation = ActivationName | "none";

/** What the layers of one network have in common. */
export interface Style {
  readonly norm: NormSettings;
  readonly activation: Activation;
  readonly initials: Initials;
}

/** What a recipe may say of a style. */
export interface StyleOptions {
  /** @default the style's, mostly `batch` */
  readonly norm?: NormName | undefined;
  /** @default the style's */
  readonly activation?: ActivationName | undefined;
}

/** PyTorch's defaults of `BatchNorm2d`. */
export const TORCH_NORM: NormSettings = { epsilon: 1e-5, momentum: 0.1 };

/**
 * The style with another normalisation or activation.
 *
 * @param style The network's own.
 * @param options What differs.
 *
 * @example
 * ```ts
 * import { HE_NORMAL } from "../parameters/mod.ts";
 * import { restyle, TORCH_NORM } from "./layer.ts";
 *
 * const own = { norm: TORCH_NORM, activation: "relu", initials: HE_NORMAL } as const;
 * const { norm, activation } = restyle(own, { norm: "group" });
 * if (norm.kind !== "group" || norm.epsilon !== 1e-5 || activation !== "relu") throw new Error();
 * ```
 */
export function restyle(
  style: Style,
  { norm, activation }: StyleOptions,
): Style {
  return {
    ...style,
    norm: norm ? { ...style.norm, kind: norm } : style.norm,
    activation: activation ?? style.activation,
  };
}

const functions: Record<Activation, (x: tf.Tensor4D) => tf.Tensor4D> = {
  none: (x) => x,
  relu,
  relu6,
  // PyTorch's slope, 0.01.
  leaky_relu: (x) => leakyRelu(x),
  mish,
  swish: silu,
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
