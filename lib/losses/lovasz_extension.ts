import { gather, tf } from "../tensor/mod.ts";

/** Errors of the pixels of several sets; all are [sets, pixels]. */
export interface LovaszSets {
  /** How wrong each pixel is; those not above 0 lose nothing. */
  readonly errors: tf.Tensor2D;
  /** 1 object, 0 background; anything between counts as both in part. */
  readonly target: tf.Tensor2D;
  /** A pixel's weight in the Jaccard index, 0 to ignore it; absent where all are 1. */
  readonly weights?: tf.Tensor2D | undefined;
}

/**
 * The slope of the Jaccard loss by each sorted error: J_k - J_(k-1), J_k = 1 - intersection / union when the k largest
 * errors are taken for wrong. Written as a quotient of the sums before and after the pixel, because the difference of
 * two J loses most of its digits in float32 once there are 100,000 pixels.
 */
function jaccardSlope(
  target: tf.Tensor2D,
  weights: tf.Tensor2D | undefined,
): tf.Tensor2D {
  const weigh = (values: tf.Tensor2D): tf.Tensor2D =>
    weights ? tf.mul(values, weights) : values;
  const object = weigh(target);
  const other = weigh(tf.sub(1, target));
  const total = tf.sum(object, 1, true);
  const before = tf.cumsum(object, 1, true);
  const left = tf.relu(tf.sub(total, before));
  const newUnion = tf.add(total, tf.cumsum(other, 1));
  const oldUnion = tf.sub(newUnion, other);
  // Of an empty union the index is 1: its first pixel loses everything.
  const nothing = tf.cast(tf.lessEqual(oldUnion, 0), "float32");
  const index = tf.add(tf.div(left, tf.add(oldUnion, nothing)), nothing);
  const gain = tf.add(object, tf.mul(other, index));
  return tf.div(gain, tf.maximum(newUnion, 1e-12));
}

/**
 * Lovasz extension of the Jaccard loss, one value a set: sum over the errors, largest first, of max(error, 0) times
 * {@linkcode jaccardSlope}. The order and the slopes are constants of the gradient (Berman et al., "The Lovasz-Softmax
 * loss", 2018, algorithm 1). Weights make it the extension of the weighted Jaccard loss.
 *
 * One `TopKV2` of all pixels sorts every set in one call; a single [sets, pixels] tensor is kept for the way back.
 * Equal errors may stand in either order: the value is the same, their slopes are exchanged, and both are subgradients.
 *
 * @param sets Errors and truth.
 * @param symmetric The mean with the extension for the background (target 1 - y): where error is 1 - x (2y - 1) the
 * errors are the same, so that one sort serves both.
 * @returns [sets].
 */
export function lovaszExtension(
  { errors, target, weights }: LovaszSets,
  symmetric = false,
): tf.Tensor1D {
  const [sets, pixels] = errors.shape;
  const run = tf.customGrad((...args) => {
    const [x, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const { values, indices } = tf.topk(x, pixels, true);
    const starts = Int32Array.from({ length: sets }, (_, set) => set * pixels);
    const flat: tf.Tensor1D = tf.reshape(
      tf.add(indices, tf.tensor2d(starts, [sets, 1], "int32")),
      [-1],
    );
    const sorted = (map: tf.Tensor2D): tf.Tensor2D =>
      tf.reshape(gather(tf.reshape(map, [-1]), flat, 0), [sets, pixels]);
    const truth = sorted(target);
    const factors = weights && sorted(weights);
    let slope = jaccardSlope(truth, factors);
    if (symmetric) {
      const background = jaccardSlope(tf.sub(1, truth), factors);
      slope = tf.mul(tf.add(slope, background), 0.5);
    }
    const wrong = tf.relu(values);
    const gradient = tf.scatterND(
      tf.reshape(flat, [-1, 1]),
      tf.reshape(tf.mul(slope, tf.step(values)), [-1]),
      [sets * pixels],
    );
    save([tf.reshape(gradient, [sets, pixels])]);
    return {
      value: tf.sum(tf.mul(wrong, slope), 1),
      gradFunc: (dy, saved) =>
        tf.mul(tf.reshape(dy, [sets, 1]), saved[0] as tf.Tensor2D),
    };
  });
  return run(errors) as tf.Tensor1D;
}
