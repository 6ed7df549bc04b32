import type { tf } from "../tensor/mod.ts";

/**
 * What the logits' channels mean (the words of segmentation_models.pytorch).
 *
 * - `binary`: one channel, a sigmoid. Target: of the logits' shape, in [0, 1].
 * - `multilabel`: a sigmoid a channel, classes may overlap. Target: of the logits' shape, in [0, 1].
 * - `multiclass`: a softmax over the channels. Target: int32 class indices of the logits' shape without the last axis;
 *   an index that is no class belongs to none. One-hot targets are not taken: `tf.argMax` turns them into indices.
 */
export type LossMode = "binary" | "multiclass" | "multilabel";

/** What the channels mean and which target values say nothing. */
export interface TargetOptions {
  /** @default "binary" */
  readonly mode?: LossMode;
  /** Pixels with this target value are ignored, such as 255 or -1. @default none */
  readonly ignoreIndex?: number;
}

/**
 * What may change from batch to batch. `mask` and `weights` have the target's spatial shape [batch, height, width], or
 * the logits' rank with any axis 1, so that [batch, 1, 1, classes] rules over whole classes of an image; for
 * `multiclass` the last axis must be 1.
 */
export interface PixelInputs {
  /** 1 where the pixel counts, 0 where it is ignored: it has no part in sums and in the number of pixels. */
  readonly mask?: tf.Tensor;
  /** A factor a pixel, not negative. Means are over the pixels that count, not over the weights. */
  readonly weights?: tf.Tensor;
}

/** Options of every loss. */
export interface PixelOptions extends TargetOptions, PixelInputs {}

/** What {@linkcode Loss} takes beside logits and target. */
export interface LossInputs extends PixelInputs {
  /** Weights of `boundary_cross_entropy` alone, from `boundaryWeights`. */
  readonly boundary?: tf.Tensor;
  /** In place of the terms' weights, in their order: for schedules. In a compiled step those that change are scalars. */
  readonly factors?: readonly (number | tf.Scalar)[];
}

/**
 * Gives one number to be made small from logits [batch, ...space, classes] and a target, see {@linkcode LossMode}.
 * Gradients flow to the logits. Where nothing counts, value and gradient are 0.
 */
export type Loss = (
  logits: tf.Tensor,
  target: tf.Tensor,
  inputs?: LossInputs,
) => tf.Scalar;
