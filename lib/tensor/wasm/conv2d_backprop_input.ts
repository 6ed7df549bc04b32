import * as tf from "@tensorflow/tfjs-core";
import { spaceOut } from "../convolutions/space_out.ts";
import { paddingBack } from "./padding_back.ts";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Gradient of a convolution by its input, as a convolution or a matrix product: the backend's own kernel is a scalar
 * loop, nine times slower.
 */
export function conv2dBackpropInput(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
  const { strides, pad, dataFormat, dimRoundingMode, inputShape } =
    attrs as unknown as tf.Conv2DBackpropInputAttrs;
  if (dataFormat !== "NHWC") {
    throw new Error(
      `Cannot take the gradient of a convolution: dataFormat must be NHWC, current value is ${dataFormat}`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filter.shape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const sideBySide = info.strideHeight === info.filterHeight &&
    info.strideWidth === info.filterWidth &&
    info.inHeight === info.outHeight * info.filterHeight &&
    info.inWidth === info.outWidth * info.filterWidth;
  return tf.tidy(() =>
    sideBySide ? patchesBack(dy, filter, info) : convolveBack(dy, filter, info)
  );
}

/** A convolution with the filter turned round, after zeros are put between the pixels where there is a stride. */
function convolveBack(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor4D {
  const spaced = spaceOut(dy, [1, info.strideHeight, info.strideWidth]);
  const [, height, width] = spaced.shape as tf.Tensor4D["shape"];
  const turned: tf.Tensor4D = tf.transpose(tf.reverse(filter, [0, 1]), [
    0,
    1,
    3,
    2,
  ]);
  return tf.conv2d(spaced as tf.Tensor4D, turned, 1, [
    [0, 0],
    paddingBack({
      input: info.inHeight,
      kernel: info.filterHeight,
      spaced: height,
      before: info.padInfo.top,
    }),
    paddingBack({
      input: info.inWidth,
      kernel: info.filterWidth,
      spaced: width,
      before: info.padInfo.left,
    }),
    [0, 0],
  ]);
}

/** Patches side by side: a matrix product gives each patch, then patches are put in their places. */
function patchesBack(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.Tensor4D {
  const { batchSize, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, inChannels } = info;
  const pixels = tf.reshape(dy, [
    batchSize * outHeight * outWidth,
    outChannels,
  ]);
  const taps = tf.reshape(filter, [
    filterHeight * filterWidth * inChannels,
    outChannels,
  ]);
  const patches = tf.reshape(tf.matMul(pixels, tf.transpose(taps)), [
    batchSize * outHeight,
    outWidth,
    filterHeight,
    filterWidth * inChannels,
  ]);
  return tf.reshape(tf.transpose(patches, [0, 2, 1, 3]), info.inShape);
}
