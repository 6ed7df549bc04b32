import { boolAttribute } from "../binding.ts";
import type { GraphNode, NodeOutput } from "./graph_node.ts";
import { mapValues } from "./map_values.ts";
import type { Trace } from "./trace.ts";

/** What XLA's clusters do not take in. */
const OUTSIDE = new Set(["Placeholder", "VarHandleOp", "ReadVariableOp"]);

/** XLA draws other numbers from the same seed: the step would not be the one that runs without it. */
const isRandom = (operation: string) => operation.startsWith("Stateless");

/** Marks operations for XLA, which then compiles as large groups of them as it can. */
export function markForXla(trace: Trace): Trace {
  const marked = new Map<GraphNode, GraphNode>();
  const at = (node: GraphNode) => marked.get(node) ?? node;
  const outputAt = ({ node, index }: NodeOutput) => ({ node: at(node), index });
  for (const node of trace.nodes) {
    const outside = OUTSIDE.has(node.operation) && node.after.length === 0;
    marked.set(
      node,
      outside ? node : {
        ...node,
        inputs: node.inputs.map(outputAt),
        after: node.after.map(at),
        attributes: OUTSIDE.has(node.operation) ? node.attributes : [
          ...node.attributes,
          boolAttribute("_XlaCompile", !isRandom(node.operation)),
        ],
      },
    );
  }
  return {
    inputs: trace.inputs,
    variables: trace.variables,
    last: mapValues(trace.last, (nodes) => nodes.map(at)),
    nodes: trace.nodes.map(at),
    outputs: mapValues(trace.outputs, outputAt),
    assignments: mapValues(trace.assignments, outputAt),
    updates: mapValues(trace.updates, at),
  };
}
