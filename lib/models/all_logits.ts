import type { tf } from "../tensor/mod.ts";
import type { ModelOutputs } from "./model.ts";

/**
 * All heads' logits in one list: the finest level's first, then the coarser ones', then the classification's.
 *
 * @param outputs Of `Model.outputs`.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { allLogits } from "./all_logits.ts";
 *
 * await openBackend();
 * const logits: tf.Tensor4D = tf.zeros([1, 2, 2, 1]);
 * const classification: tf.Tensor2D = tf.zeros([1, 1]);
 * const all = allLogits({ logits, deepSupervision: [], classification });
 * if (all[0] !== logits || all[1] !== classification) throw new Error();
 * ```
 */
export function allLogits(
  { logits, deepSupervision, classification }: ModelOutputs,
): tf.Tensor[] {
  return [
    logits,
    ...deepSupervision,
    ...(classification ? [classification] : []),
  ];
}
