import * as tf from "@tensorflow/tfjs-core";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Gradient of a depthwise convolution by its filter, itself a depthwise convolution: the images of the batch are taken
 * for channels, the gradient of the output for a large filter.
 */
export function depthwiseBackpropFilter(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
  const { strides, pad, dimRoundingMode, filterShape } =
    attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
  const [rows, columns, channels, multiplier] = filterShape;
  const { padInfo, strideHeight, strideWidth } = tf.backend_util
    .computeConv2DInfo(
      x.shape,
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
      true,
    );
  return tf.tidy(() => {
    const { top, bottom, left, right } = padInfo;
    const [batch, height, width] = x.shape;
    const [, outHeight, outWidth] = dy.shape;
    const images: tf.Tensor4D = tf.reshape(
      tf.transpose(x, [1, 2, 0, 3]),
      [1, height, width, batch * channels],
    );
    const large: tf.Tensor4D = tf.reshape(
      tf.transpose(dy, [1, 2, 0, 3]),
      [outHeight, outWidth, batch * channels, multiplier],
    );
    const taps = tf.depthwiseConv2d(
      images,
      large,
      1,
      [[0, 0], [top, bottom], [left, right], [0, 0]],
      "NHWC",
      [strideHeight, strideWidth],
    );
    // With a stride, rows and columns that no output saw may be left over.
    const used = tf.slice(taps, 0, [1, rows, columns, taps.shape[3]]);
    const each = tf.reshape(used, [
      rows,
      columns,
      batch,
      channels,
      multiplier,
    ]);
    return tf.sum(each, 2);
  });
}
