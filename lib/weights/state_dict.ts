import type { StoredTensor } from "../tensor/safetensors/mod.ts";
import { readVariables } from "../tensor/stored_variables.ts";
import { weightToTorch } from "./weight_layout.ts";
import { variableOf, type WeightedModel } from "./weighted_model.ts";

/**
 * The weights of a network as PyTorch's `state_dict()` has them: its names, its layouts. PyTorch's counts of batches
 * (`num_batches_tracked`) are left out; `load_state_dict` does without them.
 *
 * @param model The network.
 * @returns Copies, in the network's order.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { stateDict } from "./state_dict.ts";
 *
 * await openBackend();
 * const model = {
 *   specs: [{ name: "fc.weight", shape: [2, 3], layout: "linear" as const }],
 *   parameters: new Map([["fc.weight", tf.variable(tf.zeros([2, 3]))]]),
 *   buffers: new Map(),
 * };
 * if (stateDict(model).get("fc.weight")!.shape.join() !== "3,2") throw new Error();
 * ```
 */
export function stateDict(model: WeightedModel): Map<string, StoredTensor> {
  const values = readVariables(
    new Map(model.specs.map(({ name }) => [name, variableOf(model, name)])),
  );
  return new Map(model.specs.map((spec) => {
    const value = values.get(spec.name)!;
    return [
      spec.name,
      value.dtype === "float32" ? weightToTorch(spec, value.data) : value,
    ];
  }));
}
