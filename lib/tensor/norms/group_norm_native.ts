import * as tf from "@tensorflow/tfjs-core";
import { fusedBatchNorm, fusedBatchNormGradient } from "./fused_batch_norm.ts";
import type { NormAffine } from "./norm_affine.ts";
import { normByKernels } from "./norm_by_kernels.ts";
import { eachImage, joinImages } from "./per_image.ts";

/**
 * Group normalisation by TensorFlow's batch normalisation kernels, an image at a time: they take the statistics of the
 * channels, from which those of the groups follow, and they normalise each channel by its group's.
 *
 * @param x [batch, places, 1, channels].
 * @param groups How many; divides the channels.
 * @param affine Weight and bias [channels].
 * @param epsilon Added to the variance.
 */
export function groupNormNative(
  x: tf.Tensor,
  groups: number,
  affine: NormAffine,
  epsilon: number,
): tf.Tensor {
  const frozen = { epsilon, training: false };
  return normByKernels(x, affine, (input, scale, offset, save) => {
    const images = eachImage(input);
    const [mean, variance] = groupStatistics(images, groups, epsilon);
    const [means, variances] = [tf.unstack(mean), tf.unstack(variance)];
    save([input, scale, mean, variance]);
    return {
      value: joinImages(images.map((image, i) =>
        fusedBatchNorm(
          [image, scale, offset, means[i]!, variances[i]!],
          frozen,
        ).value
      )),
      gradFunc: (dy, saved) => gradients(dy, saved, groups, epsilon),
    };
  });
}

/** Mean and biased variance of each channel's group, each [batch, channels]. */
function groupStatistics(
  images: readonly tf.Tensor[],
  groups: number,
  epsilon: number,
): [mean: tf.Tensor, variance: tf.Tensor] {
  const [, places, , channels] = images[0]!.shape;
  const [ones, zeros, none] = [
    tf.ones([channels!]),
    tf.zeros([channels!]),
    tf.zeros([0]),
  ];
  const statistics = images.map((image) =>
    fusedBatchNorm([image, ones, zeros, none, none], {
      epsilon,
      training: true,
    })
  );
  const means = tf.stack(statistics.map(({ mean }) => mean));
  const unbiased = tf.stack(statistics.map(({ variance }) => variance));
  const mean = groupMeans(means, groups);
  // The law of total variance: within the channels and between them, with no difference of large squares.
  const variance = groupMeans(
    tf.add(
      tf.mul(unbiased, (places! - 1) / places!),
      tf.squaredDifference(means, mean),
    ),
    groups,
  );
  return [mean, variance];
}

/** The mean of each channel's group, for values [batch, channels]. */
function groupMeans(values: tf.Tensor, groups: number): tf.Tensor {
  const [batch, channels] = values.shape as [number, number];
  const members = channels / groups;
  const means = tf.mean(
    tf.reshape(values, [batch, groups, members]),
    2,
    true,
  );
  return tf.reshape(tf.tile(means, [1, 1, members]), [batch, channels]);
}

/**
 * Gradients of x, weight and bias. With u the normalised x, r = 1 / sqrt(variance + epsilon) and means over the group,
 * that of x is r * (weight * dy - mean(weight * dy) - u * mean(weight * dy * u)): the first term is that of given
 * statistics, the others are a normalisation of x with another weight and bias.
 */
function gradients(
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  groups: number,
  epsilon: number,
): tf.Tensor[] {
  const frozen = { epsilon, training: false };
  const [x, weight, mean, variance] = saved as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const images = eachImage(x);
  const [means, variances] = [tf.unstack(mean), tf.unstack(variance)];
  const direct = eachImage(dy).map((upstream, i) =>
    fusedBatchNormGradient(
      [
        upstream,
        images[i]!,
        weight,
        means[i]!,
        variances[i]!,
        variances[i]!,
      ],
      frozen,
    )
  );
  const byWeight = tf.stack(direct.map(([, gradient]) => gradient!));
  const byBias = tf.stack(direct.map(([, , gradient]) => gradient!));
  const rate = tf.mul(
    tf.rsqrt(tf.add(variance, epsilon)),
    -1 / x.shape[1]!,
  );
  const towards = (sums: tf.Tensor) =>
    tf.unstack(tf.mul(groupMeans(tf.mul(sums, weight), groups), rate));
  const [slopes, levels] = [towards(byWeight), towards(byBias)];
  const byInput = images.map((image, i) => {
    const { value } = fusedBatchNorm(
      [image, slopes[i]!, levels[i]!, means[i]!, variances[i]!],
      frozen,
    );
    return tf.add(direct[i]![0]!, value);
  });
  return [joinImages(byInput), tf.sum(byWeight, 0), tf.sum(byBias, 0)];
}
