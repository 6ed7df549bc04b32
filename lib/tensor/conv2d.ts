import * as tf from "@tensorflow/tfjs-core";

/**
 * Convolution with stride 1 that keeps height and width (zeros around the image).
 *
 * @param x Activations [batch, height, width, inputs].
 * @param weight Filter [rows, columns, inputs, outputs], odd rows and columns; PyTorch's order is [outputs, inputs,
 * rows, columns].
 * @returns [batch, height, width, outputs].
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { conv2d } from "./conv2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = conv2d(tf.ones([1, 3, 3, 1]), tf.ones([3, 3, 1, 1]));
 * if (y.dataSync()[4] !== 9 || y.dataSync()[0] !== 4) throw new Error();
 * ```
 */
export function conv2d(x: tf.Tensor4D, weight: tf.Tensor): tf.Tensor4D {
  return tf.conv2d(x, weight as tf.Tensor4D, 1, "same");
}

/**
 * Transposed convolution 2x2 with stride 2: doubles height and width, each input pixel giving a 2x2 patch.
 *
 * @param x Activations [batch, height, width, inputs].
 * @param weight Filter [2, 2, outputs, inputs]; PyTorch's order is [inputs, outputs, 2, 2].
 * @returns [batch, 2 * height, 2 * width, outputs].
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { conv2dTranspose } from "./conv2d.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const y = conv2dTranspose(tf.ones([1, 1, 1, 3]), tf.ones([2, 2, 1, 3]));
 * if (y.dataSync().join() !== "3,3,3,3") throw new Error();
 * ```
 */
export function conv2dTranspose(
  x: tf.Tensor4D,
  weight: tf.Tensor,
): tf.Tensor4D {
  const [batch, height, width] = x.shape;
  const outputs = weight.shape[2]!;
  return tf.conv2dTranspose(
    x,
    weight as tf.Tensor4D,
    [batch, 2 * height, 2 * width, outputs],
    2,
    "same",
  );
}
