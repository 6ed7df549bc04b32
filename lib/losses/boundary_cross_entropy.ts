import { InputError } from "../core/mod.ts";
import { tf } from "../tensor/mod.ts";
import { binaryCrossEntropy } from "./binary_cross_entropy.ts";
import { crossEntropy } from "./cross_entropy.ts";
import type { LossInputs, PixelOptions } from "./loss.ts";

/**
 * U-Net's loss: cross-entropy (of the classes, or binary) times a weight a pixel that keeps touching objects apart, mean
 * over the pixels that count. Ronneberger et al., 2015; the map is made by `boundaryWeights` with the labels, in the
 * loader.
 *
 * @param logits [batch, ...space, classes].
 * @param target As `LossMode` says.
 * @param options Mode; `boundary`: the map, [batch, ...space]; it multiplies other weights.
 * @returns Not negative.
 * @throws {InputError} Where the map is missing, or shapes or types do not fit.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { boundaryCrossEntropy } from "./boundary_cross_entropy.ts";
 *
 * await openBackend();
 * const boundary = tf.tensor3d([1, 11], [1, 1, 2]);
 * const loss = boundaryCrossEntropy(tf.zeros([1, 1, 2, 1]), tf.zeros([1, 1, 2, 1]), { boundary });
 * if (Math.abs(loss.dataSync()[0]! - 6 * Math.LN2) > 1e-5) throw new Error();
 * ```
 */
export function boundaryCrossEntropy(
  logits: tf.Tensor,
  target: tf.Tensor,
  options: PixelOptions & Pick<LossInputs, "boundary">,
): tf.Scalar {
  const { boundary, weights, ...rest } = options;
  if (!boundary) {
    throw new InputError(
      "Cannot compute the loss: boundary_cross_entropy must be given a map of weights, current value is undefined",
      { remedy: "Give boundaryWeights' map as `boundary`." },
    );
  }
  return tf.tidy(() => {
    const lift = (map: tf.Tensor) =>
      map.rank < logits.rank ? tf.reshape(map, [...map.shape, 1]) : map;
    const both = weights ? tf.mul(lift(boundary), lift(weights)) : boundary;
    const loss = rest.mode === "multiclass" ? crossEntropy : binaryCrossEntropy;
    return loss(logits, target, { ...rest, weights: both });
  });
}
