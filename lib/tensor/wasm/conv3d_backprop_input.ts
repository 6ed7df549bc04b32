import * as tf from "@tensorflow/tfjs-core";
import { spaceOut } from "../convolutions/space_out.ts";
import { paddingBack } from "./padding_back.ts";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Gradient of a convolution of volumes by its input: a convolution with the filter turned round. The backend's own
 * kernel gives wrong numbers.
 */
export function conv3dBackpropInput(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { dy, filter } = inputs as { dy: tf.Tensor5D; filter: tf.Tensor5D };
  const { strides, pad, inputShape } =
    attrs as unknown as tf.Conv3DBackpropInputV2Attrs;
  const { padInfo, strideDepth, strideHeight, strideWidth } = tf.backend_util
    .computeConv3DInfo(inputShape, filter.shape, strides, 1, pad);
  return tf.tidy(() => {
    const spaced = spaceOut(dy, [1, strideDepth, strideHeight, strideWidth]);
    const before = [padInfo.front, padInfo.top, padInfo.left];
    const around = before.map((count, i) =>
      paddingBack({
        input: inputShape[i + 1]!,
        kernel: filter.shape[i]!,
        spaced: spaced.shape[i + 1]!,
        before: count,
      })
    );
    const padded = tf.pad(spaced, [[0, 0], ...around, [0, 0]]);
    const turned = tf.transpose(tf.reverse(filter, [0, 1, 2]), [0, 1, 2, 4, 3]);
    return tf.conv3d(padded as tf.Tensor5D, turned as tf.Tensor5D, 1, "valid");
  });
}
