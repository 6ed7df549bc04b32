import { type OperationAttribute, typeAttribute } from "../binding.ts";
import type { NodeOutput } from "./graph_node.ts";

/**
 * Attributes that a graph must state, but that tfjs-node leaves to be inferred from an input, by that input's place.
 * All of its other kernels state theirs.
 */
const FROM_INPUTS: Readonly<
  Record<string, Readonly<Record<string, number>>>
> = {
  ExpandDims: { T: 0, Tdim: 1 },
};

/** The attributes of a call with those filled in that only running it at once can do without. */
export function completeAttributes(
  operation: string,
  attributes: readonly OperationAttribute[],
  inputs: readonly NodeOutput[],
): readonly OperationAttribute[] {
  const missing = Object.entries(FROM_INPUTS[operation] ?? {})
    .filter(([name]) => attributes.every((stated) => stated.name !== name));
  return [
    ...attributes,
    ...missing.map(([name, place]) => {
      const { node, index } = inputs[place]!;
      return typeAttribute(name, node.outputs[index]!.type);
    }),
  ];
}
