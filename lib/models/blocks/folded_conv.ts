import {
  biasAdd,
  conv2d,
  depthwiseConv2d,
  isNative,
  type Padding2d,
  tf,
  type Window2dOptions,
} from "../../tensor/mod.ts";
import { activate, type Activation } from "./layer.ts";

/** How a filter goes over an image. */
export interface ConvWindow {
  readonly stride: number;
  readonly padding: Padding2d;
  readonly depthwise: boolean;
}

/** A convolution by either kind of filter. */
export function convolve(
  x: tf.Tensor4D,
  weight: tf.Tensor,
  { stride, padding, depthwise }: ConvWindow,
): tf.Tensor4D {
  const options: Window2dOptions = { stride, padding };
  return depthwise
    ? depthwiseConv2d(x, weight, options)
    : conv2d(x, weight, options);
}

/**
 * Convolution, summand a channel, activation, for inference. In a compiled graph TensorFlow makes one kernel of the
 * three; on wasm a dense filter has tfjs's fused kernel.
 *
 * @param x Activations.
 * @param weight Filter, a normalisation's factor already in it.
 * @param summand [outputs].
 * @param window How the filter goes.
 * @param activation What follows.
 */
export function foldedConv(
  x: tf.Tensor4D,
  weight: tf.Tensor,
  summand: tf.Tensor,
  window: ConvWindow,
  activation: Activation,
): tf.Tensor4D {
  if (isNative() || window.depthwise) {
    const y = biasAdd(convolve(x, weight, window), summand);
    return activate(y, activation);
  }
  const fuses = activation === "relu" || activation === "relu6";
  const y = tf.fused.conv2d({
    x,
    filter: weight as tf.Tensor4D,
    strides: window.stride,
    pad: explicitPadding(window.padding),
    bias: summand,
    activation: fuses ? activation : "linear",
  });
  return fuses ? y : activate(y, activation);
}

type FusedPadding = Parameters<typeof tf.fused.conv2d>[0]["pad"];

function explicitPadding(padding: Padding2d): FusedPadding {
  if (padding === "same") return padding;
  const [rows, columns] = typeof padding === "number"
    ? [padding, padding]
    : padding;
  const pair = (side: number | readonly [number, number]): [number, number] =>
    typeof side === "number" ? [side, side] : [...side];
  return [[0, 0], pair(rows), pair(columns), [0, 0]];
}
