import { typeAttribute } from "../binding.ts";
import type { GraphNode, NodeOutput, OutputSpec } from "./graph_node.ts";
import { type GraphType, type Precision, typeNumber } from "../element_type.ts";
import { mapValues } from "./map_values.ts";
import {
  FOLLOWING,
  FOLLOWING_ALL,
  FOR_THE_OPTIMISER,
  HEAVY,
  lacksKernel,
} from "./precision_rules.ts";
import type { Trace } from "./trace.ts";

/**
 * Rewrites a trace so that convolutions, matrix products and what lies between them work in a lower precision, by casts
 * inside the graph. Inputs, outputs, variables, filter gradients and everything else keep float32.
 *
 * Micikevicius et al., "Mixed Precision Training", 2018.
 */
export function lowerPrecision(trace: Trace, precision: Precision): Trace {
  if (precision === "float32") return trace;
  const rewriter = new Rewriter(precision);
  for (const node of trace.nodes) rewriter.add(node);
  return {
    inputs: trace.inputs,
    nodes: rewriter.nodes,
    last: mapValues(
      trace.last,
      (nodes) => nodes.map((node) => rewriter.moved(node)),
    ),
    variables: trace.variables,
    updates: mapValues(trace.updates, (node) => rewriter.moved(node)),
    outputs: mapValues(trace.outputs, (o) => rewriter.inFloat32(o)),
    assignments: mapValues(trace.assignments, (o) => rewriter.inFloat32(o)),
  };
}

class Rewriter {
  readonly nodes: GraphNode[] = [];
  readonly #low: GraphType;
  readonly #rewritten = new Map<GraphNode, GraphNode>();
  /** Casts by what they are of and what to. */
  readonly #casts = new Map<GraphNode, Map<string, NodeOutput>>();

  constructor(low: GraphType) {
    this.#low = low;
  }

  add(node: GraphNode): void {
    // Nodes without inputs and first reads of variables stay the same objects.
    const first = node.operation === "ReadVariableOp" &&
      node.after.length === 0;
    if (node.inputs.length === 0 || first) {
      this.nodes.push(node);
      return;
    }
    const lowered = this.#loweredInputs(node);
    const after = node.after.map((before) => this.moved(before));
    const inputs = node.inputs.map((input, i) =>
      lowered?.has(i)
        ? this.#cast(this.#moved(input), this.#low)
        : this.inFloat32(input)
    );
    const moved: GraphNode = lowered
      ? {
        ...node,
        inputs,
        after,
        attributes: node.attributes.map((attribute) =>
          attribute.name === "T"
            ? { ...attribute, value: typeNumber(this.#low) }
            : attribute
        ),
        outputs: node.outputs.map((output, i) =>
          this.#lowered(node, output, i)
        ),
      }
      : { ...node, inputs, after };
    this.nodes.push(moved);
    this.#rewritten.set(node, moved);
  }

  /** The node as it is now. */
  moved(node: GraphNode): GraphNode {
    return this.#rewritten.get(node) ?? node;
  }

  /** The output in its own type, or in float32 where it was lowered. */
  inFloat32(output: NodeOutput): NodeOutput {
    const moved = this.#moved(output);
    return this.#isLow(moved) ? this.#cast(moved, "float32") : moved;
  }

  /** Batch statistics stay in float32: only the first output of a node is data. */
  #lowered(node: GraphNode, output: OutputSpec, index: number): OutputSpec {
    const statistics = node.operation.startsWith("FusedBatchNorm") && index > 0;
    return statistics ? output : { ...output, type: this.#low };
  }

  /** Which inputs go down; nothing where the operation stays in float32. */
  #loweredInputs(node: GraphNode): Set<number> | undefined {
    const { operation, inputs, outputs } = node;
    if (node.exact || outputs[0]?.type !== "float32") return undefined;
    const heavy = HEAVY[operation];
    if (heavy) {
      return lacksKernel(node, this.#low) ? undefined : new Set(heavy);
    }
    const isLow = (i: number) => this.#isLow(this.#source(inputs[i]!));
    const following = FOLLOWING[operation];
    if (following) {
      const [leading, along] = following;
      return leading.every(isLow) ? new Set([...leading, ...along]) : undefined;
    }
    const sizes = FOLLOWING_ALL[operation];
    if (sizes === undefined) return undefined;
    const leading = inputs.slice(0, inputs.length - sizes).map((_, i) => i);
    return leading.every(isLow) ? new Set(leading) : undefined;
  }

  #isLow({ node, index }: NodeOutput): boolean {
    return node.outputs[index]!.type === this.#low;
  }

  /** The output as it is read by most: a filter gradient is taken up at once. */
  #source(output: NodeOutput): NodeOutput {
    return FOR_THE_OPTIMISER.has(output.node.operation)
      ? output
      : this.#moved(output);
  }

  #moved({ node, index }: NodeOutput): NodeOutput {
    return { node: this.moved(node), index };
  }

  #cast(output: NodeOutput, to: GraphType): NodeOutput {
    const { shape, type } = output.node.outputs[output.index]!;
    if (type === to) return output;
    const casts = this.#casts.get(output.node) ?? new Map();
    this.#casts.set(output.node, casts);
    const key = `${output.index} ${to}`;
    const known = casts.get(key);
    if (known) return known;
    const node: GraphNode = {
      name: `${output.node.name}/to_${to}_${output.index}`,
      operation: "Cast",
      inputs: [output],
      after: [],
      attributes: [
        typeAttribute("SrcT", type),
        typeAttribute("DstT", to),
      ],
      outputs: [{ shape, type: to }],
    };
    this.nodes.push(node);
    const cast = { node, index: 0 };
    casts.set(key, cast);
    return cast;
  }
}
