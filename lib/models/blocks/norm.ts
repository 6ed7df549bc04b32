import {
  batchNormAffine,
  batchNormFrozen,
  batchNormTrain,
  type ChannelAffine,
  groupNorm,
  instanceNorm,
} from "../../tensor/mod.ts";
import type { NormSettings, Scope } from "../parameters/mod.ts";
import type { Layer } from "./layer.ts";

/** A normalisation with its parameters. */
export interface Norm {
  /** Normalises activations. */
  readonly apply: Layer;
  /**
   * What inference does, as a factor and a summand a channel that can be folded into the filter before it; absent where
   * that depends on the image.
   */
  readonly affine?: () => ChannelAffine;
}

/** Groups of Wu and He. */
const MOST_GROUPS = 32;

/**
 * How many groups a group normalisation has: 32, or, where that does not leave every group two channels or more of a
 * whole number, the largest number below that does (16 channels: 8; 40: 20; 112: 28; a prime number: 1). PyTorch's
 * `GroupNorm` leaves it to its user; Wu and He, "Group Normalization", 2018, found 32 best. Groups of one channel would be
 * an instance normalisation.
 *
 * @param channels Channels, a positive integer.
 *
 * @example
 * ```ts
 * import { groupsOf } from "./norm.ts";
 *
 * if ([256, 64, 16, 24, 40, 17].map(groupsOf).join() !== "32,32,8,12,20,1") throw new Error();
 * ```
 */
export function groupsOf(channels: number): number {
  for (let groups = MOST_GROUPS; groups > 1; groups--) {
    if (channels % groups === 0 && channels >= 2 * groups) return groups;
  }
  return 1;
}

/**
 * Declares a normalisation. All kinds learn a weight and a bias a channel, by the same names; batch normalisations have
 * running statistics beside them.
 *
 * - `batch`: PyTorch's `BatchNorm2d`.
 * - `frozen_batch`: torchvision's `FrozenBatchNorm2d`: running statistics, weight and bias as they were loaded, while
 *   training too; none of them is trained. They count as parameters all the same, so that the network's size is that of
 *   the network whose weights it takes.
 * - `group`: `GroupNorm` of {@linkcode groupsOf} groups.
 * - `instance`: `InstanceNorm2d(affine=True)`, as segmentation_models.pytorch and nnU-Net have it.
 * - `layer`: `GroupNorm` of one group.
 *
 * The last three have PyTorch's epsilon, 1e-5; the constants of the settings are those of the batch normalisations.
 *
 * @param scope Where the parameters stand.
 * @param name PyTorch's name of it.
 * @param channels Channels.
 * @param settings Kind and constants.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { declareNorm } from "./norm.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const norm = declareNorm(new Scope(store), "norm", 4, { kind: "group", epsilon: 1e-5, momentum: 0.1 });
 * store.create(seededValues(1));
 * const y = norm.apply(tf.tensor4d([1, 3, 10, 30], [1, 1, 1, 4]), { training: true });
 * if (Math.abs(y.dataSync()[3]! - 1) > 1e-3 || store.buffers.size > 0) throw new Error();
 * ```
 */
export function declareNorm(
  scope: Scope,
  name: string,
  channels: number,
  settings: NormSettings,
): Norm {
  const { kind = "batch" } = settings;
  switch (kind) {
    case "batch":
    case "frozen_batch": {
      const frozen = kind === "frozen_batch";
      const at = frozen ? scope.frozen() : scope;
      const state = at.batchNorm(name, channels, settings);
      return {
        apply: (x, { training }) =>
          training && !frozen
            ? batchNormTrain(x, state)
            : batchNormFrozen(x, state),
        affine: () => batchNormAffine(state),
      };
    }
    case "instance": {
      const affine = scope.affine(name, channels);
      return { apply: (x) => instanceNorm(x, affine) };
    }
    case "group":
    case "layer": {
      const affine = scope.affine(name, channels);
      const groups = kind === "layer" ? 1 : groupsOf(channels);
      return { apply: (x) => groupNorm(x, groups, affine) };
    }
  }
}
