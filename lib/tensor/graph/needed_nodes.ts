import type { GraphNode } from "./graph_node.ts";

/** The nodes that some nodes need, themselves among them, each after its own inputs. */
export function neededNodes(roots: readonly GraphNode[]): GraphNode[] {
  const sorted: GraphNode[] = [];
  const entered = new Set<GraphNode>();
  // An explicit stack: a network's graph is deeper than the call stack.
  const stack = roots.map((node) => ({ node, left: false })).reverse();
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, left } = top;
    if (left) {
      sorted.push(node);
    } else if (!entered.has(node)) {
      entered.add(node);
      stack.push({ node, left: true });
      const before = [...node.inputs.map((input) => input.node), ...node.after];
      for (const needed of before.reverse()) {
        stack.push({ node: needed, left: false });
      }
    }
  }
  return sorted;
}
