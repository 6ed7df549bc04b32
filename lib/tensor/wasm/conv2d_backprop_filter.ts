import * as tf from "@tensorflow/tfjs-core";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Gradient of a convolution by its filter, itself a convolution: of the input, its channels taken for the batch, with
 * the gradient of the output as a large filter. The backend convolves with vector instructions, and no patches need to
 * be copied.
 */
export function conv2dBackpropFilter(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
  const { strides, pad, dimRoundingMode, filterShape } =
    attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const { padInfo, strideHeight, strideWidth } = tf.backend_util
    .computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  return tf.tidy(() => {
    const { top, bottom, left, right } = padInfo;
    const channelsFirst: tf.Tensor4D = tf.transpose(x, [3, 1, 2, 0]);
    const large: tf.Tensor4D = tf.transpose(dy, [1, 2, 0, 3]);
    const taps = tf.conv2d(
      channelsFirst,
      large,
      1,
      [[0, 0], [top, bottom], [left, right], [0, 0]],
      "NHWC",
      [strideHeight, strideWidth],
    );
    // With a stride, rows and columns that no output saw may be left over.
    const [rows, columns, inChannels, outChannels] = filterShape;
    const used = tf.slice(taps, 0, [inChannels, rows, columns, outChannels]);
    return tf.transpose(used, [1, 2, 0, 3]);
  });
}
