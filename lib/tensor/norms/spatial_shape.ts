import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/mod.ts";

/** [batch, all other axes in one, 1, channels]: what the kernels take, whatever the number of spatial axes. */
export function spatialShape(
  { shape }: tf.Tensor,
): [batch: number, places: number, one: 1, channels: number] {
  const [batch, ...rest] = shape;
  const channels = rest.pop();
  if (batch === undefined || channels === undefined) {
    throw new InputError(
      `Cannot normalise: activations must be [batch, ..., channels], current shape is [${shape}]`,
    );
  }
  return [
    batch,
    rest.reduce((product, size) => product * size, 1),
    1,
    channels,
  ];
}

/** The values in the shape that `like` has. */
export function inShapeOf<T extends tf.Tensor>(like: T, values: tf.Tensor): T {
  return tf.reshape(values, like.shape) as tf.Tensor as T;
}
