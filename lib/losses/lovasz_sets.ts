import type { LovaszSettings } from "../recipes/loss_term.ts";
import { tf } from "../tensor/mod.ts";

/**
 * Cuts [batch, pixels, classes] into the sets that a Lovasz loss sorts, [sets, pixels of a set]: one of the whole batch,
 * or one an image, a class, or an image and class.
 */
export function lovaszSets(
  values: tf.Tensor3D,
  { perImage, perClass }: LovaszSettings,
): tf.Tensor2D {
  const [batch, , classes] = values.shape;
  if (!perClass || classes === 1) {
    return tf.reshape(values, [perImage ? batch : 1, -1]);
  }
  const order = perImage ? [0, 2, 1] : [2, 0, 1];
  return tf.reshape(
    tf.transpose(values, order),
    [perImage ? batch * classes : classes, -1],
  );
}

/** Mean over the sets that have a part in it; 0 where none has. */
export function meanOfSets(
  losses: tf.Tensor1D,
  part: tf.Tensor1D | undefined,
): tf.Scalar {
  if (!part) return tf.mean(losses);
  return tf.div(
    tf.sum(tf.mul(losses, part)),
    tf.maximum(tf.sum(part), 1),
  );
}

/** 1 for each set that has something positive, else 0. */
export function setsWithAny(values: tf.Tensor2D): tf.Tensor1D {
  return tf.cast(tf.greater(tf.max(values, 1), 0), "float32");
}
