import * as tf from "@tensorflow/tfjs-core";
import { nativeBackend, typeAttribute } from "../binding.ts";
import { absentTensor, refuseAbsent } from "./absent_values.ts";
import { encodeGraph, GRAPH_TAG } from "./encode_graph.ts";
import type { GraphNode, NodeOutput } from "./graph_node.ts";
import { neededNodes } from "./needed_nodes.ts";
import type { TensorRecord, Trace } from "./trace.ts";

/** A traced step inside a program. */
interface Endpoint {
  readonly inputs: ReadonlyMap<string, string>;
  /** What is fetched, by the outputs' names. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Fetched as well, so that the variables are assigned. */
  readonly done: string;
  readonly uses: readonly tf.Variable[];
  readonly assigns: readonly tf.Variable[];
}

/** How one variable is written to and read from the session. */
interface Slot {
  readonly placeholder: string;
  readonly written: string;
  readonly value: string;
}

/**
 * Traced steps as one TensorFlow session. The variables that they use live in the session; a variable that a step
 * assigned has no values outside of it until `readBack`.
 */
export class GraphProgram {
  readonly #session: number;
  readonly #endpoints: readonly Endpoint[];
  readonly #slots: ReadonlyMap<tf.Variable, Slot>;
  /** The data of each variable that the session holds the value of. */
  readonly #held = new Map<tf.Variable, tf.DataId>();
  readonly #ahead = new Set<tf.Variable>();

  /** @param traces Each becomes an endpoint, in order. */
  constructor(traces: readonly Trace[]) {
    const builder = new ProgramBuilder();
    this.#endpoints = traces.map((trace) => builder.endpoint(trace));
    this.#slots = builder.slots;
    this.#session = openSession(builder.nodes);
  }

  /**
   * Brings variables whose values were changed outside in, before an endpoint is run.
   *
   * @throws {Error} Where a variable or an input has no values; nothing has happened then.
   */
  prepare(index: number, inputs: TensorRecord): void {
    const endpoint = this.#endpoints[index]!;
    const gone = endpoint.uses.find((variable) => variable.isDisposed);
    if (gone) {
      throw new Error(
        `Cannot run the compiled step: its variable "${gone.name}" must not be disposed of before the step is`,
      );
    }
    for (const name of endpoint.inputs.keys()) {
      refuseAbsent(inputs[name]!.dataId);
    }
    this.#bringIn(endpoint.uses);
    // Before the step, which then finds no second holder of their memory; after an error they can still be read back.
    for (const variable of endpoint.assigns) this.#leave(variable);
  }

  /** Runs an endpoint that was prepared. */
  run(index: number, inputs: TensorRecord): Record<string, tf.Tensor> {
    const endpoint = this.#endpoints[index]!;
    const names = [...endpoint.inputs.keys()];
    const results = this.#fetch(
      names.map((name) => inputs[name]!),
      names.map((name) => endpoint.inputs.get(name)!),
      [...endpoint.outputs.values(), endpoint.done],
    );
    results.pop()!.dispose();
    const outputs = [...endpoint.outputs.keys()];
    return Object.fromEntries(outputs.map((name, i) => [name, results[i]!]));
  }

  /** Gives the variables that steps assigned their values. */
  readBack(): void {
    const variables = [...this.#ahead].filter((v) => !v.isDisposed);
    this.#ahead.clear();
    if (variables.length === 0) return;
    const values = this.#fetch(
      [],
      [],
      variables.map((v) => this.#slots.get(v)!.value),
    );
    variables.forEach((variable, i) => {
      // Somebody else's value counts, where one was assigned in between.
      if (variable.dataId === this.#held.get(variable)) {
        variable.assign(values[i]!);
        this.#held.set(variable, variable.dataId);
      }
      values[i]!.dispose();
    });
  }

  /** Reads the variables back and frees the session. */
  release(): void {
    this.readBack();
    nativeBackend().deleteSavedModel(this.#session);
  }

  #bringIn(variables: readonly tf.Variable[]): void {
    const changed = variables.filter((v) => v.dataId !== this.#held.get(v));
    if (changed.length === 0) return;
    changed.forEach(({ dataId }) => refuseAbsent(dataId));
    const slots = changed.map((v) => this.#slots.get(v)!);
    tf.dispose(this.#fetch(
      changed,
      slots.map(({ placeholder }) => placeholder),
      slots.map(({ written }) => written),
    ));
    for (const variable of changed) {
      this.#held.set(variable, variable.dataId);
      this.#ahead.delete(variable);
    }
  }

  /** Marks a variable whose new value only the session has, and frees the old one. */
  #leave(variable: tf.Variable): void {
    if (this.#ahead.has(variable)) return;
    const { shape, dtype, name } = variable;
    const absent = absentTensor(
      shape,
      dtype === "int32" || dtype === "bool" ? dtype : "float32",
      () =>
        `Cannot read the variable "${name}": its value is inside a compiled step; call the step's readBack() first`,
    );
    variable.assign(absent);
    absent.dispose();
    this.#held.set(variable, variable.dataId);
    this.#ahead.add(variable);
  }

  #fetch(
    inputs: readonly tf.Tensor[],
    names: readonly string[],
    outputs: readonly string[],
  ): tf.Tensor[] {
    return nativeBackend().runSavedModel(
      this.#session,
      inputs,
      names.map((name) => ({ name: `${name}:0` })),
      outputs.map((name) => `${name}:0`),
    );
  }
}

/** Puts traces together: variables are one node each, however many steps use them. */
class ProgramBuilder {
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
    const type = dtype === "int32" || dtype === "bool" ? dtype : "float32";
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

function openSession(nodes: readonly GraphNode[]): number {
  const folder = Deno.makeTempDirSync({ prefix: "segbook_graph_" });
  try {
    Deno.writeFileSync(`${folder}/saved_model.pb`, encodeGraph(nodes));
    return nativeBackend().loadSavedModelMetaGraph(folder, GRAPH_TAG);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
