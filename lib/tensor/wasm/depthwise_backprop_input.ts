import * as tf from "@tensorflow/tfjs-core";
import { spaceOut } from "../convolutions/space_out.ts";
import { paddingBack } from "./padding_back.ts";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Gradient of a depthwise convolution by its input: a depthwise convolution of the output's gradient with the filter
 * turned round; a channel's multiples are summed.
 */
export function depthwiseBackpropInput(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
  const { strides, pad, dimRoundingMode, inputShape } =
    attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
  const [rows, columns, channels, multiplier] = filter.shape;
  const { padInfo, strideHeight, strideWidth } = tf.backend_util
    .computeConv2DInfo(
      inputShape,
      filter.shape,
      strides,
      1,
      pad,
      dimRoundingMode,
      true,
    );
  return tf.tidy(() => {
    const spaced = spaceOut(dy, [1, strideHeight, strideWidth]);
    const turned: tf.Tensor4D = tf.reshape(tf.reverse(filter, [0, 1]), [
      rows,
      columns,
      channels * multiplier,
      1,
    ]);
    const all = tf.depthwiseConv2d(
      spaced as tf.Tensor4D,
      turned,
      1,
      [
        [0, 0],
        paddingBack({
          input: inputShape[1],
          kernel: rows,
          spaced: spaced.shape[1]!,
          before: padInfo.top,
        }),
        paddingBack({
          input: inputShape[2],
          kernel: columns,
          spaced: spaced.shape[2]!,
          before: padInfo.left,
        }),
        [0, 0],
      ],
    );
    if (multiplier === 1) return all;
    return tf.sum(tf.reshape(all, [...inputShape, multiplier]), 4);
  });
}
