import * as tf from "@tensorflow/tfjs-core";

type KernelArguments = Parameters<tf.KernelFunc>[0];

/**
 * Sums rows of equal segment id (the gradient of `gather`): they are scattered, and what meets in one place is added
 * up. Rows of ids outside of the segments are left out.
 */
export function unsortedSegmentSum(
  { inputs, attrs }: KernelArguments,
): tf.TensorInfo {
  const { x, segmentIds } = inputs as { x: tf.Tensor; segmentIds: tf.Tensor1D };
  const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
  return tf.tidy(() => {
    const inside = tf.logicalAnd(
      tf.greaterEqual(segmentIds, 0),
      tf.less(segmentIds, numSegments),
    );
    // The backend would write outside of the result: one row more takes what belongs nowhere.
    const nowhere = tf.scalar(numSegments, "int32");
    const places = tf.where<tf.Tensor>(inside, segmentIds, nowhere);
    const sums = tf.scatterND(
      tf.expandDims(places, 1),
      x,
      [numSegments + 1, ...x.shape.slice(1)],
    );
    return tf.slice(sums, 0, [numSegments, ...x.shape.slice(1)]);
  });
}
