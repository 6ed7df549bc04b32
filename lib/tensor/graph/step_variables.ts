import type * as tf from "@tensorflow/tfjs-core";
import { typeAttribute } from "../binding.ts";
import type { GraphNode, NodeOutput, NodeParts } from "./graph_node.ts";
import { elementType } from "./refusals.ts";

/** A value that a variable has in the step: its first one, or one that an operation in place made. */
interface Version {
  readonly variable: tf.Variable;
  readonly data: tf.DataId;
  readonly madeBy?: GraphNode;
  /** Made where the value is used, which may be after the variable was changed. */
  read?: GraphNode;
  /** What the operation that ends this value waits for. */
  endWaitsFor?: GraphNode[];
}

/** The variables of one trace: their handles, and the values that they have one after another. */
export class StepVariables {
  readonly #add: (parts: NodeParts) => GraphNode;
  readonly #handles = new Map<tf.Variable, GraphNode>();
  readonly #versions = new Map<tf.DataId, Version>();
  readonly #latest = new Map<tf.Variable, Version>();

  /** @param add Takes a node into the trace. */
  constructor(add: (parts: NodeParts) => GraphNode) {
    this.#add = add;
  }

  /** The handle of each variable that the step used. */
  get handles(): ReadonlyMap<tf.Variable, GraphNode> {
    return this.#handles;
  }

  /** The node of a variable itself. */
  handle(variable: tf.Variable): NodeOutput {
    const known = this.#handles.get(variable);
    if (known) return { node: known, index: 0 };
    const { shape, dtype, name } = variable;
    const type = elementType(dtype, name);
    const node = this.#add({
      operation: "VarHandleOp",
      inputs: [],
      attributes: [typeAttribute("dtype", type)],
      outputs: [{ shape, type }],
      variable,
    });
    this.#handles.set(variable, node);
    return { node, index: 0 };
  }

  /** A variable has another value from here on: that of the data. */
  begin(variable: tf.Variable, data: tf.DataId, madeBy?: GraphNode): void {
    const version = { variable, data, ...(madeBy ? { madeBy } : {}) };
    this.#versions.set(data, version);
    this.#latest.set(variable, version);
  }

  /**
   * The variables' values end here.
   *
   * @returns What the operation that ends them waits for; reads that are written down later are added to it.
   */
  end(variables: readonly tf.Variable[]): readonly GraphNode[] {
    const ended = variables.map((variable) => this.#latest.get(variable)!);
    const after = ended.flatMap(nodesOf);
    for (const version of ended) version.endWaitsFor = after;
    return after;
  }

  /** Reads the value that the data is; nothing where it is no variable's. */
  read(data: tf.DataId): NodeOutput | undefined {
    const version = this.#versions.get(data);
    if (!version) return undefined;
    const { variable, madeBy, endWaitsFor } = version;
    const handle = this.handle(variable);
    const { attributes, outputs } = handle.node;
    const node = this.#add({
      operation: "ReadVariableOp",
      inputs: [handle],
      attributes,
      outputs,
      after: madeBy ? [madeBy] : [],
    });
    version.read = node;
    endWaitsFor?.push(node);
    return { node, index: 0 };
  }

  /** The operation that changed the variable in place and made the value that it has now. */
  updateOf(variable: tf.Variable): GraphNode | undefined {
    const latest = this.#latest.get(variable);
    return latest?.data === variable.dataId ? latest.madeBy : undefined;
  }

  /** What reads or makes each variable's last value. */
  last(): ReadonlyMap<tf.Variable, readonly GraphNode[]> {
    return new Map(
      [...this.#latest].map(([variable, version]) => [
        variable,
        nodesOf(version),
      ]),
    );
  }
}

const nodesOf = ({ madeBy, read }: Version): GraphNode[] =>
  [madeBy, read].filter((node) => node !== undefined);
