import {
  type Loaded,
  type LoadOptions,
  loadStateDict,
} from "./load_state_dict.ts";
import { readWeights } from "./read_weights.ts";
import type { WeightedModel } from "./weighted_model.ts";

/** Options of {@linkcode loadWeights}. */
export interface LoadWeightsOptions extends Omit<LoadOptions, "file"> {
  /**
   * Which dictionary of a checkpoint holds the weights, names with points between.
   *
   * @default the likeliest
   */
  readonly entry?: string;
}

/**
 * Gives a network the weights of a file that PyTorch, timm, segmentation_models.pytorch or {@linkcode saveWeights} wrote.
 *
 * @param model The network.
 * @param path A `.safetensors`, or a `.pth` of `torch.save`.
 * @param options Strictness, prefix, entry.
 * @returns What was loaded.
 * @throws {InputError} As `readWeights` and `loadStateDict`.
 */
export async function loadWeights(
  model: WeightedModel,
  path: string,
  options: LoadWeightsOptions = {},
): Promise<Loaded> {
  const { tensors } = await readWeights(path, options.entry);
  return loadStateDict(model, tensors, { ...options, file: path });
}
