// Batch normalisation kernels on one image at a time: TensorFlow takes apart along the first axis without copying.
import * as tf from "@tensorflow/tfjs-core";

/** Each image of [batch, places, 1, channels], as [1, places, 1, channels]. */
export function eachImage(x: tf.Tensor): tf.Tensor[] {
  const [, places, one, channels] = x.shape;
  return tf.unstack(x).map((image) =>
    tf.reshape(image, [1, places!, one!, channels!])
  );
}

/** The images put together again. */
export function joinImages(images: tf.Tensor[]): tf.Tensor {
  return images.length === 1 ? images[0]! : tf.concat(images, 0);
}
