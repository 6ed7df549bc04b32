import * as tf from "@tensorflow/tfjs-core";
import type { Precision } from "../element_type.ts";
import { type OperationAttribute, typeAttribute } from "../binding.ts";
import {
  absentTensor,
  intercept,
  type Interceptor,
  readReally,
} from "./absent_values.ts";
import { CompileError } from "./compile_error.ts";
import { ConstantPool } from "./constant_pool.ts";
import type { GraphNode, NodeOutput, NodeParts } from "./graph_node.ts";
import { outputSpecs } from "./output_specs.ts";

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

/** Operations that draw from a hidden state: a graph with them would not repeat. */
const STATEFUL_RANDOM = new Set([
  "Multinomial",
  "ParameterizedTruncatedNormal",
  "RandomGamma",
  "RandomShuffle",
  "RandomStandardNormal",
  "RandomUniform",
  "RandomUniformInt",
  "TruncatedNormal",
]);

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

    const made = registeredVariables().find((v) => !before.has(v));
    if (made) {
      throw new CompileError(
        `Cannot compile the step: variables must be made before it, but it makes "${made.name}"`,
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
    if (STATEFUL_RANDOM.has(operation)) {
      throw new CompileError(
        `Cannot compile ${operation}: random numbers in a step must be drawn from a seed and the step's number, as dropout() does`,
      );
    }
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
      attributes,
      outputs: specs,
    });
    return specs.map((_, index) =>
      this.#tensorOf({ node, index }, `${operation} (${node.name})`)
    );
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
        `Cannot compile the step: it must not read values while it runs (dataSync, data, array), but it reads those of ${what}`,
    );
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
