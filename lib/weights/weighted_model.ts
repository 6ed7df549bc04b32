import type { tf } from "../tensor/mod.ts";
import type { WeightSpec } from "./weight_layout.ts";

/** What is to be known of a network to load and save its weights. */
export interface WeightedModel {
  /** Everything that is saved, in a fixed order. */
  readonly specs: readonly WeightSpec[];
  /** What is trained, by name. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** What else is saved, by name. */
  readonly buffers: ReadonlyMap<string, tf.Variable>;
}

/** The numbers of a weight. */
export function variableOf(model: WeightedModel, name: string): tf.Variable {
  const variable = model.parameters.get(name) ?? model.buffers.get(name);
  if (variable) return variable;
  throw new Error(`Cannot find ${name}: a network must hold what it declares`);
}
