import { convBias, type ConvBiasOptions, type Layer } from "../blocks/mod.ts";
import type { Scope } from "../parameters/mod.ts";

/** From a decoder's output to the logits. */
export interface SegmentationHeadOptions extends ConvBiasOptions {
  /** PyTorch's name of the convolution. */
  readonly name: string;
}

/**
 * A convolution to one channel of logits a class; a binary or multi-label network has as many as it has labels.
 *
 * @param root Where the parameters stand.
 * @param options Name and size.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { ParameterStore, Scope, seededValues, XAVIER_UNIFORM } from "../parameters/mod.ts";
 * import { segmentationHead } from "./segmentation_head.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const layer = segmentationHead(new Scope(store), {
 *   name: "segmentation_head.0",
 *   inputs: 16,
 *   outputs: 3,
 *   kernel: 3,
 *   initials: XAVIER_UNIFORM,
 * });
 * store.create(seededValues(1));
 * const logits = layer(tf.ones([1, 8, 8, 16]), { training: false });
 * if (logits.shape.join() !== "1,8,8,3") throw new Error();
 * ```
 */
export function segmentationHead(
  root: Scope,
  options: SegmentationHeadOptions,
): Layer {
  return convBias(root, options.name, options);
}
