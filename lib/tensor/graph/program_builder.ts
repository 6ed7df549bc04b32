import type * as tf from "@tensorflow/tfjs-core";
import { typeAttribute } from "../binding.ts";
import { elementTypeOf } from "../element_type.ts";
import type { GraphNode, NodeOutput } from "./graph_node.ts";
import { neededNodes } from "./needed_nodes.ts";
import type { Trace } from "./trace.ts";

/** A traced step inside a program. */
export interface Endpoint {
  readonly inputs: ReadonlyMap<string, string>;
  /** What is fetched, by the outputs' names. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Fetched as well, so that the variables are assigned. */
  readonly done: string;
  readonly uses: readonly tf.Variable[];
  readonly assigns: readonly tf.Variable[];
}

/** How one variable is written to and read from the session. */
export interface Slot {
  readonly placeholder: string;
  readonly written: string;
  readonly value: string;
}

/** Puts traces together: variables are one node each, however many steps use them. */
export class ProgramBuilder {
  readonly nodes: GraphNode[] = [];
  readonly slots = new Map<tf.Variable, Slot>();
  readonly #handles = new Map<tf.Variable, GraphNode>();
  #names = 0;

  endpoint(trace: Trace): Endpoint {
    const assigned = [...trace.assignments].map(([variable, value]) => ({
      variable,
      value,
    }));
    const roots = [
      ...[...trace.outputs.values(), ...assigned.map(({ value }) => value)]
        .map(({ node }) => node),
      ...trace.updates.values(),
    ];
    const moved = new Map<GraphNode, GraphNode>();
    for (const node of neededNodes(roots)) {
      moved.set(node, this.#move(node, moved));
    }
    for (const placeholder of trace.inputs.values()) {
      if (!moved.has(placeholder)) {
        moved.set(placeholder, this.#add(placeholder));
      }
    }
    const at = ({ node, index }: NodeOutput): NodeOutput => ({
      node: moved.get(node)!,
      index,
    });
    const writes = assigned.map(({ variable, value }) => {
      const after = (trace.last.get(variable) ?? [])
        .flatMap((node) => moved.get(node) ?? []);
      return this.#write(variable, at(value), after);
    });
    const updates = [...trace.updates.values()].map((node) => moved.get(node)!);
    const outputs = new Map<string, string>();
    for (const [name, output] of trace.outputs) {
      outputs.set(name, this.#identity(at(output), []).name);
    }
    return {
      inputs: new Map(
        [...trace.inputs].map(([name, node]) => [name, moved.get(node)!.name]),
      ),
      outputs,
      done: this.#identity(this.#one(), [...writes, ...updates]).name,
      uses: [...trace.variables]
        .filter(([, handle]) => moved.has(handle))
        .map(([variable]) => variable),
      assigns: [
        ...assigned.map(({ variable }) => variable),
        ...trace.updates.keys(),
      ],
    };
  }

  #move(
    node: GraphNode,
    moved: ReadonlyMap<GraphNode, GraphNode>,
  ): GraphNode {
    if (node.variable) return this.#handle(node.variable);
    return this.#add({
      ...node,
      inputs: node.inputs.map(({ node: from, index }) => ({
        node: moved.get(from)!,
        index,
      })),
      after: node.after.map((before) => moved.get(before)!),
    });
  }

  #handle(variable: tf.Variable): GraphNode {
    const known = this.#handles.get(variable);
    if (known) return known;
    const { shape, dtype } = variable;
    const type = elementTypeOf(dtype);
    const attributes = [typeAttribute("dtype", type)];
    const outputs = [{ shape, type } as const];
    const after: GraphNode[] = [];
    const make = (
      operation: string,
      inputs: NodeOutput[] = [],
    ) =>
      this.#add({
        name: `variable/${operation}_${this.#names++}`,
        operation,
        inputs,
        after,
        attributes,
        outputs,
      });
    const handle = make("VarHandleOp");
    this.#handles.set(variable, handle);
    const placeholder = make("Placeholder");
    const write = this.#write(variable, { node: placeholder, index: 0 }, []);
    const value = make("ReadVariableOp", [{ node: handle, index: 0 }]);
    this.slots.set(variable, {
      placeholder: placeholder.name,
      written: this.#identity(this.#one(), [write]).name,
      value: value.name,
    });
    return handle;
  }

  #write(
    variable: tf.Variable,
    value: NodeOutput,
    after: readonly GraphNode[],
  ): GraphNode {
    const handle = this.#handle(variable);
    return this.#add({
      name: `variable/AssignVariableOp_${this.#names++}`,
      operation: "AssignVariableOp",
      inputs: [{ node: handle, index: 0 }, value],
      after,
      attributes: handle.attributes,
      outputs: [],
    });
  }

  #identity(of: NodeOutput, after: readonly GraphNode[]): GraphNode {
    const spec = of.node.outputs[of.index]!;
    return this.#add({
      name: `result/Identity_${this.#names++}`,
      operation: "Identity",
      inputs: [of],
      after,
      attributes: [typeAttribute("T", spec.type)],
      outputs: [spec],
    });
  }

  #one(): NodeOutput {
    const node = this.#add({
      name: `result/Const_${this.#names++}`,
      operation: "Const",
      inputs: [],
      after: [],
      attributes: [typeAttribute("dtype", "float32")],
      outputs: [{ shape: [], type: "float32" }],
      values: new Uint8Array(new Float32Array([1]).buffer),
    });
    return { node, index: 0 };
  }

  #add(node: GraphNode): GraphNode {
    this.nodes.push(node);
    return node;
  }
}
