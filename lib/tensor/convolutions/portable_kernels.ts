// tfjs's own convolutions, on any backend. Their gradients are right where nothing is dilated.
import * as tf from "@tensorflow/tfjs-core";
import type { Convolution } from "./native_kernels.ts";
import type { KernelWindow } from "./pad_input.ts";

type Pair = [number, number];
type Triple = [number, number, number];

/** Convolution of images, not dilated. */
export const portableConv2d: Convolution = {
  forward: (x, filter, window) =>
    tf.conv2d(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      window.strides as Pair,
      padOf(window),
    ),
  backward: (y, filter, window, inputShape) =>
    tf.conv2dTranspose(
      y as tf.Tensor4D,
      filter as tf.Tensor4D,
      inputShape as [number, number, number, number],
      window.strides as Pair,
      padOf(window),
    ),
};

/** Convolution of each channel by its own filters, not dilated. */
export function portableDepthwiseConv2d(
  x: tf.Tensor,
  filter: tf.Tensor,
  window: KernelWindow,
): tf.Tensor {
  return tf.depthwiseConv2d(
    x as tf.Tensor4D,
    filter as tf.Tensor4D,
    window.strides as Pair,
    padOf(window),
  );
}

/** Convolution of volumes, not dilated. */
export const portableConv3d: Convolution = {
  forward: (x, filter, window) =>
    tf.conv3d(
      x as tf.Tensor5D,
      filter as tf.Tensor5D,
      window.strides as Triple,
      padOf(window),
    ),
  backward: (y, filter, window, inputShape) => {
    const attributes = { strides: window.strides, pad: padOf(window) };
    // tfjs has no gradient of the transpose.
    const run = tf.customGrad((...args) => {
      const [input, weight, save] = args as [
        tf.Tensor,
        tf.Tensor,
        tf.GradSaveFunc,
      ];
      save([input, weight]);
      return {
        value: tf.engine().runKernel<tf.Tensor>(
          tf.Conv3DBackpropInputV2,
          { dy: input, filter: weight },
          { ...attributes, inputShape: [...inputShape] },
        ),
        gradFunc: (dx, saved) => {
          const [dy, w] = saved as [tf.Tensor, tf.Tensor];
          return [
            portableConv3d.forward(dx, w, window),
            tf.engine().runKernel<tf.Tensor>(
              tf.Conv3DBackpropFilterV2,
              { x: dx, dy },
              { ...attributes, filterShape: w.shape },
            ),
          ];
        },
      };
    });
    return run(y, filter);
  },
};

function padOf({ mode }: KernelWindow): "same" | "valid" {
  return mode === "SAME" ? "same" : "valid";
}
