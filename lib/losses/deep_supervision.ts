import { InputError } from "../core/mod.ts";
import { tf } from "../tensor/mod.ts";
import type { Loss, LossInputs } from "./loss.ts";
import { reduceTarget, type TargetReduction } from "./reduce_target.ts";

/** How the levels are weighed and their targets made. */
export interface DeepSupervisionOptions {
  /** A factor a level, the finest first. @default 1, 1/4, 1/16, ... (TEAM_1137) */
  readonly weights?: readonly number[];
  /** TEAM_1137 and nnU-Net: `nearest`. @default "nearest" */
  readonly reduction?: TargetReduction;
}

/** What changes from batch to batch. */
export interface DeepInputs extends LossInputs {
  /** In place of the levels' weights: for schedules. In a compiled step those that change are scalars. */
  readonly levelFactors?: readonly (number | tf.Scalar)[];
}

/** A loss of several levels' logits, the finest first, against the target at full resolution. */
export type DeepLoss = (
  levels: readonly tf.Tensor[],
  target: tf.Tensor,
  inputs?: DeepInputs,
) => tf.Scalar;

/** Mask, weights and boundary at a level's resolution. */
function reduceInputs(
  inputs: LossInputs,
  space: readonly number[],
  reduction: TargetReduction,
): LossInputs {
  const reduced = (["mask", "weights", "boundary"] as const).flatMap((key) => {
    const map = inputs[key];
    return map ? [[key, reduceTarget(map, space, reduction)]] : [];
  });
  return { ...inputs, ...Object.fromEntries(reduced) };
}

/** Before the largest of a block is taken, ignored pixels are emptied. */
function withoutMasked(target: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const factors = mask.rank < target.rank
    ? tf.reshape(mask, [...mask.shape, 1])
    : mask;
  return tf.mul(target, tf.cast(factors, target.dtype));
}

/**
 * Makes a loss of every decoder level out of a loss of one: sum over levels of factor x loss(logits, target at that
 * level's resolution). TEAM_1137 (STAS AI CUP 2022) uses 1, 1/4, 1/16 on three levels and lets the auxiliary two fade by
 * cos(pi/2 epoch / epochs), which `levelFactors` takes; nnU-Net uses 1, 1/2, 1/4, ..., the coarsest 0, divided by their
 * sum.
 *
 * @param loss Of one level.
 * @param options Factors and how targets are reduced. `max` is for targets in [0, 1]: a block with an ignore index above
 * 1 is then ignored, and a multi-class target is refused.
 * @returns The loss of all levels.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { buildLoss } from "./build_loss.ts";
 * import { deepSupervision } from "./deep_supervision.ts";
 *
 * await openBackend();
 * const loss = deepSupervision(buildLoss([{ name: "bce", weight: 1 }]));
 * const levels = [tf.zeros([1, 4, 4, 1]), tf.zeros([1, 2, 2, 1])];
 * const value = loss(levels, tf.ones([1, 4, 4, 1])).dataSync()[0]!;
 * if (Math.abs(value - 1.25 * Math.LN2) > 1e-6) throw new Error();
 * ```
 */
export function deepSupervision(
  loss: Loss,
  options: DeepSupervisionOptions = {},
): DeepLoss {
  const { weights, reduction = "nearest" } = options;
  return (levels, target, { levelFactors, ...inputs } = {}) => {
    const factors = levelFactors ?? weights ?? levels.map((_, i) => 4 ** -i);
    if (factors.length !== levels.length || levels.length === 0) {
      throw new InputError(
        `Cannot compute the loss: there must be one factor a level, current value is ${factors.length} for ${levels.length} levels`,
      );
    }
    if (reduction === "max" && target.rank < levels[0]!.rank) {
      throw new InputError(
        'Cannot reduce the target: the reduction of class indices must be "nearest", current value is "max"',
      );
    }
    return tf.tidy(() => {
      const full = reduction === "max" && inputs.mask
        ? withoutMasked(target, inputs.mask)
        : target;
      return levels.map((logits, i) => {
        const space = logits.shape.slice(1, -1);
        const value = loss(
          logits,
          reduceTarget(full, space, reduction),
          reduceInputs(inputs, space, reduction),
        );
        return tf.mul(value, factors[i]!);
      }).reduce((sum, value) => tf.add(sum, value)) as tf.Scalar;
    });
  };
}
