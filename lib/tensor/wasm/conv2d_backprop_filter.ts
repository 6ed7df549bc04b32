import * as tf from "@tensorflow/tfjs-core";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Gradient of a convolution by its filter, as one matrix product: the patches that each filter tap saw, transposed,
 * times the gradient of the output.
 */
export function conv2dBackpropFilter(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
  const { strides, pad, dimRoundingMode, filterShape } =
    attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return tf.tidy(() => {
    const { top, bottom, left, right } = info.padInfo;
    const padded = top + bottom + left + right === 0
      ? x
      : tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
    const pixels = info.batchSize * info.outHeight * info.outWidth;
    const taps: tf.Tensor2D[] = [];
    for (let row = 0; row < info.filterHeight; row++) {
      for (let column = 0; column < info.filterWidth; column++) {
        const seen = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [
            info.batchSize,
            row + (info.outHeight - 1) * info.strideHeight + 1,
            column + (info.outWidth - 1) * info.strideWidth + 1,
            info.inChannels,
          ],
          [1, info.strideHeight, info.strideWidth, 1],
        );
        taps.push(tf.reshape(seen, [pixels, info.inChannels]));
      }
    }
    const patches = tf.concat(taps, 1);
    // XNNPACK multiplies only untransposed matrices; a flag would fall to a scalar loop.
    const transposed = tf.transpose(patches);
    const flat = tf.reshape(dy, [pixels, info.outChannels]);
    return tf.reshape(tf.matMul(transposed, flat), filterShape);
  });
}
