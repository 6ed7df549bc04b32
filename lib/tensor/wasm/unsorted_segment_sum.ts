import * as tf from "@tensorflow/tfjs-core";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/** Sums rows of equal segment id (the gradient of `gather`): a one-hot matrix times the rows. */
export function unsortedSegmentSum(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { x, segmentIds } = inputs as { x: tf.Tensor; segmentIds: tf.Tensor1D };
  const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
  return tf.tidy(() => {
    const rows = segmentIds.shape[0];
    const width = tf.util.sizeFromShape(x.shape) / Math.max(rows, 1);
    const member = tf.cast(
      tf.equal(
        tf.expandDims(tf.range(0, numSegments, 1, "int32"), 1),
        tf.expandDims(segmentIds, 0),
      ),
      "float32",
    );
    const sums = tf.matMul(
      member as tf.Tensor2D,
      tf.reshape(x, [rows, width]),
    );
    return tf.reshape(sums, [numSegments, ...x.shape.slice(1)]);
  });
}
