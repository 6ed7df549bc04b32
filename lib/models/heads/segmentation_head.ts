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
 */
export function segmentationHead(
  root: Scope,
  options: SegmentationHeadOptions,
): Layer {
  return convBias(root, options.name, options);
}
