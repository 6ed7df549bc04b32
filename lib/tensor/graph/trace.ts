import * as tf from "@tensorflow/tfjs-core";
import type { Precision } from "../element_type.ts";
import { type OperationAttribute, typeAttribute } from "../binding.ts";
import {
  absentTensor,
  intercept,
  type Interceptor,
  readReally,
  refuseNested,
} from "./absent_values.ts";
import { CompileError } from "./compile_error.ts";
import { ConstantPool } from "./constant_pool.ts";
import type { GraphNode, NodeOutput, NodeParts } from "./graph_node.ts";
import { completeAttributes } from "./missing_attributes.ts";
import { outputSpecs } from "./output_specs.ts";
import { refuseHostRandomness, refuseOperation } from "./refusals.ts";

/** Named tensors. */
export type TensorRecord = Readonly<Record<string, tf.Tensor>>;

/** What a step turned out to do. */
export interface Trace {
  /** Placeholders, by the inputs' names. */
  readonly inputs: ReadonlyMap<string, GraphNode>;
  /** By the outputs' names. */
  readonly outputs: ReadonlyMap<string, NodeOutput>;
  /** Last value given to each variable that the step changed. */
  readonly assignments: ReadonlyMap<tf.Variable, NodeOutput>;
  /** Last operation that changed each variable in place. */
  readonly updates: ReadonlyMap<tf.Variable, GraphNode>;
  /** The handle of each variable that the step used. */
  readonly variables: ReadonlyMap<tf.Variable, GraphNode>;
  /** The read of each variable's first value that the step used. */
  readonly reads: ReadonlyMap<tf.Variable, GraphNode>;
  /** Every operation, in the order of the calls; the ones that nothing needs too. */
  readonly nodes: readonly GraphNode[];
}

/** How a step is traced. */
export interface TraceOptions {
  /** Begins each node's name. */
  readonly prefix: string;
  /** What the graph's convolutions will be lowered to. */
  readonly precision: Precision;
}

/**
 * Runs a step on tensors without values and writes down every operation that it calls. Variables are as before
 * afterwards.
 *
 * @param step The step.
 * @param inputs Their shapes and types count, not their values.
 * @param options Names and precision.
 * @throws {Error} Where the step reads values, draws random numbers or makes variables.
 */
export function traceStep<O extends TensorRecord>(
  step: (inputs: TensorRecord) => O,
  inputs: TensorRecord,
  options: TraceOptions,
): Trace {
  refuseNested();
  separateVariables();
  const tracer = new Tracer(options);
  const variables = registeredVariables();
  const before = new Map(variables.map((v) => [v, tf.keep(tf.clone(v))]));
  tf.engine().startScope();
  try {
    return tracer.run(step, inputs, before);
  } finally {
    tf.engine().endScope();
    for (const [variable, value] of before) {
      if (variable.dataId !== value.dataId) variable.assign(value);
      value.dispose();
    }
    for (const made of registeredVariables()) {
      if (!before.has(made)) made.dispose();
    }
  }
}

const registeredVariables = (): tf.Variable[] =>
  Object.values(tf.engine().state.registeredVariables);

/** Variables that were made from one tensor share its data, by which they could not be told apart. */
function separateVariables(): void {
  const seen = new Set<tf.DataId>();
  for (const variable of registeredVariables()) {
    if (seen.has(variable.dataId)) {
      const { shape, dtype } = variable;
      const copy = tf.tensor(variable.dataSync().slice(), shape, dtype);
      variable.assign(copy);
      copy.dispose();
    }
    seen.add(variable.dataId);
  }
}

/** A change in place and the data that stands for the variable after it. */
interface InPlaceUpdate {
  readonly node: GraphNode;
  readonly data: tf.DataId;
}

class Tracer implements Interceptor {
  readonly precision: Precision;
  readonly #prefix: string;
  readonly #nodes: GraphNode[] = [];
  readonly #outputs = new Map<tf.DataId, NodeOutput>();
  readonly #variables = new Map<tf.DataId, tf.Variable>();
  readonly #reads = new Map<tf.Variable, GraphNode>();
  readonly #handles = new Map<tf.Variable, GraphNode>();
  readonly #constants = new ConstantPool((parts) => this.#add(parts));
  /** What each variable was last changed by, where that was an operation in place. */
  readonly #updates = new Map<tf.Variable, InPlaceUpdate>();
  /** What each tensor without values is. */
  readonly #absent = new Map<tf.DataId, string>();
  /** The first reading of values; it counts though the step may have caught it. */
  #refusal: CompileError | undefined;
  #names = 0;

  constructor({ prefix, precision }: TraceOptions) {
    this.#prefix = prefix;
    this.precision = precision;
  }

  run<O extends TensorRecord>(
    step: (inputs: TensorRecord) => O,
    given: TensorRecord,
    before: ReadonlyMap<tf.Variable, tf.Tensor>,
  ): Trace {
    for (const [variable, { dataId }] of before) {
      this.#variables.set(dataId, variable);
    }
    const inputs = new Map<string, GraphNode>();
    const absent: Record<string, tf.Tensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(given)) {
      const type = elementType(dtype, `the input ${name}`);
      const node = this.#add({
        operation: "Placeholder",
        inputs: [],
        attributes: [typeAttribute("dtype", type)],
        outputs: [{ shape, type }],
      });
      inputs.set(name, node);
      absent[name] = this.#tensorOf({ node, index: 0 }, `the input ${name}`);
    }
    const result = intercept(this, () => step(absent));
    if (this.#refusal) throw this.#refusal;
    refuseOtherThanTensors(result);

    const made = registeredVariables().find((v) => !before.has(v));
    if (made) {
      throw new CompileError(
        `Cannot compile the step: variables must be made before it, but it makes "${made.name}"; make it outside and ` +
          `assign to it in the step`,
      );
    }
    const outputs = new Map<string, NodeOutput>();
    for (const [name, tensor] of Object.entries(result)) {
      outputs.set(name, this.#outputOf(tensor, `the output ${name}`));
    }
    const assignments = new Map<tf.Variable, NodeOutput>();
    const updates = new Map<tf.Variable, GraphNode>();
    for (const [variable, value] of before) {
      const update = this.#updates.get(variable);
      if (update?.data === variable.dataId) {
        updates.set(variable, update.node);
      } else if (variable.dataId !== value.dataId) {
        assignments.set(variable, this.#outputOf(variable, variable.name));
      }
    }
    return {
      inputs,
      outputs,
      assignments,
      updates,
      variables: this.#handles,
      reads: this.#reads,
      nodes: this.#nodes,
    };
  }

  execute(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[] {
    refuseOperation(operation);
    const sources = inputs.map((input) => this.#outputOf(input, operation));
    const specs = outputSpecs({
      operation,
      attributes,
      inputs: sources.map(({ node, index }, i) => ({
        ...node.outputs[index]!,
        ...(node.operation === "Const" ? { known: inputs[i]! } : {}),
      })),
      outputs,
    });
    const node = this.#add({
      operation,
      inputs: sources,
      attributes: completeAttributes(operation, attributes, sources),
      outputs: specs,
    });
    return specs.map((_, index) =>
      this.#tensorOf({ node, index }, `${operation} (${node.name})`)
    );
  }

  after(tensor: tf.Tensor, other: tf.Tensor): tf.Tensor {
    const source = this.#outputOf(tensor, "runAfter");
    const spec = source.node.outputs[source.index]!;
    const node = this.#add({
      operation: "Identity",
      inputs: [source],
      attributes: [typeAttribute("T", spec.type)],
      outputs: [spec],
      after: [this.#outputOf(other, "runAfter").node],
    });
    return this.#tensorOf({ node, index: 0 }, `Identity (${node.name})`);
  }

  update(
    operation: string,
    attributes: readonly OperationAttribute[],
    variables: readonly tf.Variable[],
    inputs: readonly tf.Tensor[],
  ): void {
    const sources = inputs.map((input) => this.#outputOf(input, operation));
    // What was read or changed before must be so before this changes the variable.
    const after = variables.flatMap((variable) => {
      const read = this.#reads.get(variable);
      const earlier = this.#updates.get(variable);
      return [...(read ? [read] : []), ...(earlier ? [earlier.node] : [])];
    });
    const handles = variables.map((variable) => ({
      node: this.#handle(variable),
      index: 0,
    }));
    const node = this.#add({
      operation,
      inputs: [...handles, ...sources],
      attributes,
      outputs: [],
      after,
    });
    for (const variable of variables) {
      const output = this.#read(variable, [node]);
      const tensor = this.#tensorOf(output, variable.name);
      variable.assign(tensor);
      this.#updates.set(variable, { node, data: variable.dataId });
    }
  }

  enter(scope: string): void {
    refuseHostRandomness(scope);
  }

  read(dataId: tf.DataId): void {
    const variable = this.#variables.get(dataId);
    const output = this.#outputs.get(dataId);
    const what = this.#absent.get(dataId) ??
      (variable && `the variable "${variable.name}"`);
    if (what === undefined || output?.node.operation === "Const") return;
    this.#refusal ??= new CompileError(
      `Cannot compile the step: it must not read values while it runs (dataSync, data, array), but it reads those of ` +
        `${what}; compute with the tensor itself, or return it and read it after the run`,
    );
    throw this.#refusal;
  }

  /** The node's output that a tensor stands for; a constant where the step did not compute it. */
  #outputOf(tensor: tf.Tensor, where: string): NodeOutput {
    const known = this.#outputs.get(tensor.dataId);
    if (known) return known;
    const variable = this.#variables.get(tensor.dataId);
    const output = variable
      ? this.#firstRead(variable)
      : this.#constant(tensor, where);
    this.#outputs.set(tensor.dataId, output);
    return output;
  }

  #firstRead(variable: tf.Variable): NodeOutput {
    const output = this.#read(variable);
    this.#reads.set(variable, output.node);
    return output;
  }

  #read(variable: tf.Variable, after: readonly GraphNode[] = []): NodeOutput {
    const { shape, dtype, name } = variable;
    const type = elementType(dtype, name);
    const node = this.#add({
      operation: "ReadVariableOp",
      inputs: [{ node: this.#handle(variable), index: 0 }],
      attributes: [typeAttribute("dtype", type)],
      outputs: [{ shape, type }],
      after,
    });
    return { node, index: 0 };
  }

  #handle(variable: tf.Variable): GraphNode {
    const known = this.#handles.get(variable);
    if (known) return known;
    const { shape, dtype, name } = variable;
    const type = elementType(dtype, name);
    const handle = this.#add({
      operation: "VarHandleOp",
      inputs: [],
      attributes: [typeAttribute("dtype", type)],
      outputs: [{ shape, type }],
      variable,
    });
    this.#handles.set(variable, handle);
    return handle;
  }

  #constant(tensor: tf.Tensor, where: string): NodeOutput {
    const { shape, dtype } = tensor;
    const type = elementType(dtype, where);
    return this.#constants.outputOf(shape, type, readReally(tensor));
  }

  #tensorOf(output: NodeOutput, what: string): tf.Tensor {
    const { shape, type } = output.node.outputs[output.index]!;
    const tensor = absentTensor(
      shape,
      type,
      () =>
        `Cannot use ${what}: it was made while a step was compiled and has no values; a step must not keep tensors`,
    );
    this.#absent.set(tensor.dataId, what);
    this.#outputs.set(tensor.dataId, output);
    return tensor;
  }

  #add(parts: NodeParts): GraphNode {
    const name = `${this.#prefix}${parts.operation}_${this.#names++}`;
    const node = { name, after: [], ...parts };
    this.#nodes.push(node);
    return node;
  }
}

function refuseOtherThanTensors(result: unknown): void {
  if (result instanceof Promise) {
    throw new CompileError(
      "Cannot compile the step: it must return its outputs, current value is a promise; do not await in it",
    );
  }
  for (const [name, value] of Object.entries(result ?? {})) {
    if (value instanceof tf.Tensor) continue;
    throw new CompileError(
      `Cannot compile the step: the output ${name} must be a tensor, current value is ${value}`,
    );
  }
}

function elementType(
  dtype: tf.DataType,
  what: string,
): "float32" | "int32" | "bool" {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") {
    return dtype;
  }
  throw new CompileError(
    `Cannot compile the step: ${what} must be float32, int32 or bool, current type is ${dtype}`,
  );
}
