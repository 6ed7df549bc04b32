import type { LossMode } from "../../losses/loss.ts";
import { sigmoid, softmax, type tf } from "../../tensor/mod.ts";

/**
 * Turns logits into probabilities: a sigmoid a channel for `binary` (one channel: the object) and `multilabel` (classes
 * may overlap), a softmax over the channels for `multiclass` (of which the first is usually the background).
 *
 * @param logits [batch, ..., classes]; gradients flow to them.
 * @param mode What the channels mean, as `Model.mode` says.
 * @returns Probabilities of the same shape.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { probabilities } from "./probabilities.ts";
 *
 * await openBackend();
 * const logits = tf.zeros([1, 2, 2, 4]);
 * if (probabilities(logits, "multilabel").dataSync()[0] !== 0.5) throw new Error();
 * if (probabilities(logits, "multiclass").dataSync()[0] !== 0.25) throw new Error();
 * ```
 */
export function probabilities<T extends tf.Tensor>(
  logits: T,
  mode: LossMode,
): T {
  return mode === "multiclass" ? softmax(logits) : sigmoid(logits);
}
