import { equalBytes } from "./constant_pool.ts";
import type { GraphNode } from "./graph_node.ts";
import type { Trace } from "./trace.ts";

/**
 * Where two traces of one step differ, in words; undefined where they are the same. A step that was traced twice and
 * differs depends on something that changes from call to call: a graph would freeze it.
 */
export function differenceOf(a: Trace, b: Trace): string | undefined {
  const twins = new Map<GraphNode, GraphNode>();
  for (let i = 0; i < Math.max(a.nodes.length, b.nodes.length); i++) {
    const [one, other] = [a.nodes[i], b.nodes[i]];
    if (!one || !other || !sameCall(one, other, twins)) {
      return describe(one ?? other!, other ?? one!, a, b);
    }
    twins.set(one, other);
  }
}

function sameCall(
  one: GraphNode,
  other: GraphNode,
  twins: ReadonlyMap<GraphNode, GraphNode>,
): boolean {
  return one.operation === other.operation &&
    one.variable === other.variable &&
    one.inputs.length === other.inputs.length &&
    one.inputs.every(({ node, index }, i) =>
      twins.get(node) === other.inputs[i]!.node &&
      index === other.inputs[i]!.index
    ) &&
    JSON.stringify([one.attributes, one.outputs]) ===
      JSON.stringify([other.attributes, other.outputs]) &&
    equalBytes(
      one.values ?? new Uint8Array(),
      other.values ?? new Uint8Array(),
    );
}

function describe(
  one: GraphNode,
  other: GraphNode,
  a: Trace,
  b: Trace,
): string {
  const constant = one.operation === "Const" || other.operation === "Const";
  const user = [[one, a], [other, b]] as const;
  const consumer = user
    .map(([node, { nodes }]) =>
      nodes.find(({ inputs }) => inputs.some((input) => input.node === node))
    )
    .find((found) => found !== undefined);
  const where = constant && consumer
    ? `a number that goes into ${consumer.operation} (${consumer.name})`
    : `${one.operation} (${one.name})`;
  return where;
}
