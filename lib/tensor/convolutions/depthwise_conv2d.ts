import * as tf from "@tensorflow/tfjs-core";
import { isNative } from "../binding.ts";
import { dilated } from "./compositions.ts";
import { conv2d, type Window2dOptions } from "./conv2d.ts";
import { nativeDepthwiseConv2d } from "./native_kernels.ts";
import { portableDepthwiseConv2d } from "./portable_kernels.ts";
import { kernelWindow, padInput, padZeros } from "./pad_input.ts";
import { windowOf } from "./window.ts";

/**
 * Convolution of each channel by filters of its own, as PyTorch's `conv2d` with as many groups as channels.
 *
 * Native: `DepthwiseConv2dNative` and its two gradients, a trous where there is dilation; `Conv2D` with groups where the
 * strides differ, which that operation refuses.
 *
 * @param x Activations [batch, height, width, channels].
 * @param weight Filter [rows, columns, channels, multiplier]; PyTorch's order is [channels * multiplier, 1, rows,
 * columns].
 * @param options Stride, padding, dilation.
 * @returns [batch, height, width, channels * multiplier]: channel by channel, each with its multiples side by side.
 * @throws {Error} Where the channels do not fit the filter, or the filter does not fit into the padded image.
 *
 * @example
 * ```ts
 * import { openBackend } from "../backend.ts";
 * import { depthwiseConv2d } from "./depthwise_conv2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = depthwiseConv2d(tf.tensor4d([3, 5], [1, 1, 1, 2]), tf.ones([3, 3, 2, 1]), { padding: 1 });
 * if (y.dataSync().join() !== "3,5") throw new Error();
 * ```
 */
export function depthwiseConv2d(
  x: tf.Tensor4D,
  weight: tf.Tensor,
  options: Window2dOptions = {},
): tf.Tensor4D {
  const [rows, columns, channels, multiplier] = weight.shape as [
    number,
    number,
    number,
    number,
  ];
  if (x.shape[3] !== channels) {
    throw new Error(
      `Cannot convolve: the input must have ${channels} channels for a depthwise filter of ${
        weight.shape.join("x")
      }, current value is ${x.shape[3]}`,
    );
  }
  const axes = windowOf(x.shape.slice(1, 3), [rows, columns], options);
  if (isNative() && axes[0]!.stride !== axes[1]!.stride) {
    const outputs = channels * multiplier;
    const grouped = tf.reshape(weight, [rows, columns, 1, outputs]);
    return conv2d(x, grouped, { ...options, groups: channels });
  }
  const run = isNative()
    ? nativeDepthwiseConv2d.forward
    : portableDepthwiseConv2d;
  if (axes.some(({ dilation }) => dilation > 1)) {
    const window = kernelWindow(axes, "VALID");
    return dilated(padZeros(x, axes), weight, window, run) as tf.Tensor4D;
  }
  const { x: padded, mode } = padInput(x, axes);
  return run(padded, weight, kernelWindow(axes, mode)) as tf.Tensor4D;
}
