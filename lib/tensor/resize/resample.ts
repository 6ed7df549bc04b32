import * as tf from "@tensorflow/tfjs-core";

/** How one side is made anew: each output's weights of the inputs. */
export type ResampleMatrix = readonly (readonly number[])[];

/**
 * Makes rows and columns anew, each output a weighted sum of inputs: two products with constant matrices. The gradient
 * is the products with the matrices transposed.
 *
 * @param x Activations [batch, height, width, channels].
 * @param rows Weights [output rows][height].
 * @param columns Weights [output columns][width].
 */
export function resample(
  x: tf.Tensor4D,
  rows: ResampleMatrix,
  columns: ResampleMatrix,
): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor4D];
    return {
      value: apply(input, rows, columns, false),
      gradFunc: (dy) => apply(dy as tf.Tensor4D, rows, columns, true),
    };
  });
  return run(x) as tf.Tensor4D;
}

function apply(
  x: tf.Tensor4D,
  rows: ResampleMatrix,
  columns: ResampleMatrix,
  transposed: boolean,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const [down, across] = [rows, columns].map((matrix) =>
      tf.tensor3d([matrix as number[][]], undefined, "float32")
    ) as [tf.Tensor3D, tf.Tensor3D];
    const newHeight = transposed ? rows[0]!.length : rows.length;
    const newWidth = transposed ? columns[0]!.length : columns.length;
    const lines = tf.reshape(x, [batch, height, width * channels]);
    const tall = tf.matMul(down, lines, transposed);
    const pixels = tf.reshape(tall, [batch * newHeight, width, channels]);
    const wide = tf.matMul(across, pixels, transposed);
    return tf.reshape(wide, [batch, newHeight, newWidth, channels]);
  });
}
