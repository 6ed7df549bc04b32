import type { StoredTensor } from "../../tensor/safetensors/mod.ts";

/** Names outside of the blocks: of lukemelas/EfficientNet-PyTorch, then timm's. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ["_conv_stem", "conv_stem"],
  ["_bn0", "bn1"],
  ["_conv_head", "conv_head"],
  ["_bn1", "bn2"],
  ["_fc", "classifier"],
]);
/** Names in a block without expansion. */
const SEPARABLE: ReadonlyMap<string, string> = new Map([
  ["_depthwise_conv", "conv_dw"],
  ["_bn1", "bn1"],
  ["_project_conv", "conv_pw"],
  ["_bn2", "bn2"],
]);
/** Names in a block with one. */
const INVERTED: ReadonlyMap<string, string> = new Map([
  ["_expand_conv", "conv_pw"],
  ["_bn0", "bn1"],
  ["_depthwise_conv", "conv_dw"],
  ["_bn1", "bn2"],
  ["_project_conv", "conv_pwl"],
  ["_bn2", "bn3"],
]);
const PROJECTION = "_project_conv.weight";

/**
 * Gives the weights of an EfficientNet-lite with the names of lukemelas/EfficientNet-PyTorch timm's names
 * (`tf_efficientnet_lite0`, ...). Blocks, there counted from the first to the last, are here counted in stages; a stage
 * begins where a block has other output channels than the one before. Counts of batches are left out.
 *
 * @param tensors By the old names.
 * @returns By timm's names, in the same order.
 *
 * @example
 * ```ts
 * import { renameLite } from "./lite_names.ts";
 *
 * const filter = (outputs: number) =>
 *   ({ dtype: "float32", shape: [outputs, 0, 1, 1], data: new Float32Array() }) as const;
 * const renamed = renameLite(new Map([
 *   ["_blocks.0._project_conv.weight", filter(16)],
 *   ["_blocks.1._expand_conv.weight", filter(96)],
 *   ["_blocks.1._project_conv.weight", filter(24)],
 *   ["_blocks.2._expand_conv.weight", filter(96)],
 *   ["_blocks.2._project_conv.weight", filter(24)],
 * ]));
 * if ([...renamed.keys()].at(-1) !== "blocks.1.1.conv_pwl.weight") throw new Error();
 * ```
 */
export function renameLite(
  tensors: ReadonlyMap<string, StoredTensor>,
): Map<string, StoredTensor> {
  const places = placeBlocks(tensors);
  const renamed = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    if (name.endsWith(".num_batches_tracked")) continue;
    const parts = name.split(".");
    const [layer, last] = parts.slice(-2) as [string, string];
    const block = parts[0] === "_blocks" ? Number(parts[1]) : undefined;
    const expands = tensors.has(`_blocks.${block}._expand_conv.weight`);
    const names = block === undefined ? ENDS : expands ? INVERTED : SEPARABLE;
    const place = block === undefined ? "" : places[block];
    const known = names.get(layer);
    if (known === undefined || place === undefined) {
      throw new Error(`Cannot rename the weights: ${name} is not known`);
    }
    renamed.set(`${place}${known}.${last}`, tensor);
  }
  return renamed;
}

/** `blocks.STAGE.REPEAT.` of each block. */
function placeBlocks(tensors: ReadonlyMap<string, StoredTensor>): string[] {
  const places: string[] = [];
  let [stage, repeat, channels] = [-1, 0, 0];
  for (;;) {
    const outputs = tensors.get(`_blocks.${places.length}.${PROJECTION}`)
      ?.shape[0];
    if (outputs === undefined) return places;
    [stage, repeat] = outputs === channels
      ? [stage, repeat + 1]
      : [stage + 1, 0];
    channels = outputs;
    places.push(`blocks.${stage}.${repeat}.`);
  }
}
