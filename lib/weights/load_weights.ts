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
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { loadWeights } from "./load_weights.ts";
 * import { saveWeights } from "./save_weights.ts";
 *
 * await openBackend();
 * const network = (value: number) => ({
 *   specs: [{ name: "fc.bias", shape: [3], layout: "vector" as const }],
 *   parameters: new Map([["fc.bias", tf.variable(tf.fill([3], value))]]),
 *   buffers: new Map(),
 * });
 * const path = `${await Deno.makeTempDir()}/a.safetensors`;
 * await saveWeights(network(7), path);
 * const { loaded } = await loadWeights(network(0), path);
 * if (loaded.join() !== "fc.bias") throw new Error();
 * ```
 */
export async function loadWeights(
  model: WeightedModel,
  path: string,
  options: LoadWeightsOptions = {},
): Promise<Loaded> {
  const { tensors } = await readWeights(path, options.entry);
  return loadStateDict(model, tensors, { ...options, file: path });
}
