// Groups and dilation out of convolutions that have neither.
import * as tf from "@tensorflow/tfjs-core";
import type { KernelWindow } from "./pad_input.ts";
import { spaceOut } from "./space_out.ts";

/** Runs a convolution. */
type Run = (
  x: tf.Tensor,
  filter: tf.Tensor,
  window: KernelWindow,
) => tf.Tensor;

/**
 * Runs each group of channels by its share of the filter.
 *
 * @param axis The filter's axis along which the groups lie.
 */
export function inGroups(
  x: tf.Tensor,
  filter: tf.Tensor,
  groups: number,
  axis: number,
  run: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const filters = tf.split(filter, groups, axis);
  const parts = tf.split(x, groups, x.rank - 1)
    .map((part, i) => run(part, filters[i]!));
  return tf.concat(parts, x.rank - 1);
}

/**
 * Convolves with a dilated filter: without a stride on images, the pixels that a filter meets are put side by side
 * first (a trous); otherwise zeros are put into the filter.
 *
 * @param window Of mode `VALID`.
 */
export function dilated(
  x: tf.Tensor,
  filter: tf.Tensor,
  window: KernelWindow,
  run: Run,
): tf.Tensor {
  const { strides, dilations } = window;
  const plain = { ...window, dilations: dilations.map(() => 1) };
  if (dilations.length !== 2 || strides.some((stride) => stride > 1)) {
    return run(x, spaceOut(filter, dilations), plain);
  }
  const ends = dilations.map((dilation, i) => {
    const size = x.shape[i + 1]!;
    return [0, Math.ceil(size / dilation) * dilation - size];
  });
  // What was added at the end comes out at the end, whatever the filter.
  const parts = tf.spaceToBatchND(x, dilations, ends);
  return tf.batchToSpaceND(run(parts, filter, plain), dilations, ends);
}
