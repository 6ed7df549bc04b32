import { writeFileAtomic } from "../core/mod.ts";
import { encodeSafetensors } from "../tensor/safetensors/mod.ts";
import { stateDict } from "./state_dict.ts";
import type { WeightedModel } from "./weighted_model.ts";

/**
 * Writes the weights of a network with PyTorch's names and layouts, whole or not at all:
 * `model.load_state_dict(safetensors.torch.load_file(path))` takes them.
 *
 * @param model The network.
 * @param path A `.safetensors`.
 * @param metadata Texts that are stored beside them.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { loadWeights } from "./load_weights.ts";
 * import { saveWeights } from "./save_weights.ts";
 *
 * await openBackend();
 * const network = (value: number) => ({
 *   specs: [{ name: "up.weight", shape: [2, 2, 1, 3], layout: "transposed" as const }],
 *   parameters: new Map([["up.weight", tf.variable(tf.fill([2, 2, 1, 3], value))]]),
 *   buffers: new Map(),
 * });
 * const path = `${await Deno.makeTempDir()}/a.safetensors`;
 * await saveWeights(network(7), path);
 * const other = network(0);
 * await loadWeights(other, path);
 * if (other.parameters.get("up.weight")!.dataSync()[0] !== 7) throw new Error();
 * ```
 */
export async function saveWeights(
  model: WeightedModel,
  path: string,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  // The word by which PyTorch's libraries know whose layouts these are.
  const noted = { format: "pt", ...metadata };
  await writeFileAtomic(path, encodeSafetensors(stateDict(model), noted));
}
