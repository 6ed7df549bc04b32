import * as tf from "@tensorflow/tfjs-core";
import { spaceOut } from "../convolutions/space_out.ts";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Gradient of a convolution of volumes by its filter, itself a convolution: of the input, its channels taken for the
 * batch, with the gradient of the output as a large filter. The backend's own kernel is wrong with a stride.
 */
export function conv3dBackpropFilter(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.Tensor5D; dy: tf.Tensor5D };
  const { strides, pad, filterShape } =
    attrs as unknown as tf.Conv3DBackpropFilterV2Attrs;
  const { padInfo, strideDepth, strideHeight, strideWidth } = tf.backend_util
    .computeConv3DInfo(x.shape, filterShape, strides, 1, pad);
  const [slices, rows, columns, inChannels, outChannels] = filterShape;
  return tf.tidy(() => {
    const { front, back, top, bottom, left, right } = padInfo;
    const channelsFirst = tf.transpose(x, [4, 1, 2, 3, 0]);
    const padded = tf.pad(channelsFirst, [
      [0, 0],
      [front, back],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const large = spaceOut(tf.transpose(dy, [1, 2, 3, 0, 4]), [
      strideDepth,
      strideHeight,
      strideWidth,
    ]);
    const taps = tf.conv3d(
      padded as tf.Tensor5D,
      large as tf.Tensor5D,
      1,
      "valid",
    );
    // With a stride, slices, rows and columns that no output saw may be left over.
    const shape = [inChannels, slices, rows, columns, outChannels];
    return tf.transpose(tf.slice(taps, 0, shape), [1, 2, 3, 0, 4]);
  });
}
