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
import type {
  GraphNode,
  NodeOutput,
  NodeParts,
  OutputSpec,
} from "./graph_node.ts";
import { completeAttributes } from "./missing_attributes.ts";
import { neededNodes } from "./needed_nodes.ts";
import { outputSpecs } from "./output_specs.ts";
import {
  elementType,
  refuseHostRandomness,
  refuseMade,
  refuseOperation,
  refuseOtherThanTensors,
} from "./refusals.ts";
import {
  registeredVariables,
  separateVariables,
} from "./registered_variables.ts";
import { StepVariables } from "./step_variables.ts";

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
  /** What reads or makes each variable's last value but an assigned one: it must be done before the assignment. */
  readonly last: ReadonlyMap<tf.Variable, readonly GraphNode[]>;
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

class Tracer implements Interceptor {
  readonly precision: Precision;
  exact = false;
  readonly #prefix: string;
  readonly #nodes: GraphNode[] = [];
  readonly #outputs = new Map<tf.DataId, NodeOutput>();
  readonly #constants = new ConstantPool((parts) => this.#add(parts));
  readonly #variables = new StepVariables((parts) => this.#add(parts));
  /** What each tensor that must not be read is. */
  readonly #unreadable = new Map<tf.DataId, string>();
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
      this.#unreadable.set(dataId, `the variable "${variable.name}"`);
      this.#variables.begin(variable, dataId);
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

    refuseMade(registeredVariables().find((v) => !before.has(v)));
    const outputs = new Map<string, NodeOutput>();
    for (const [name, tensor] of Object.entries(result)) {
      outputs.set(name, this.#outputOf(tensor, `the output ${name}`));
    }
    const assignments = new Map<tf.Variable, NodeOutput>();
    const updates = new Map<tf.Variable, GraphNode>();
    for (const [variable, value] of before) {
      const update = this.#variables.updateOf(variable);
      if (update) {
        updates.set(variable, update);
      } else if (variable.dataId !== value.dataId) {
        assignments.set(variable, this.#outputOf(variable, variable.name));
      }
    }
    return {
      inputs,
      outputs,
      assignments,
      updates,
      variables: this.#variables.handles,
      last: this.#variables.last(),
      // Sorted: an operation in place may wait for a read that was written down after it.
      nodes: neededNodes(this.#nodes),
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
      ...(this.exact ? { exact: true } : {}),
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
    const after = this.#variables.end(variables);
    const handles = variables.map((v) => this.#variables.handle(v));
    const node = this.#add({
      operation,
      inputs: [...handles, ...sources],
      attributes,
      outputs: [],
      after,
    });
    for (const variable of variables) {
      const { shape, dtype, name } = variable;
      const tensor = this.#absentTensor(
        { shape, type: elementType(dtype, name) },
        `the variable "${name}"`,
      );
      variable.assign(tensor);
      this.#variables.begin(variable, tensor.dataId, node);
    }
  }

  enter(scope: string): void {
    refuseHostRandomness(scope);
  }

  read(dataId: tf.DataId): void {
    const output = this.#outputs.get(dataId);
    const what = this.#unreadable.get(dataId);
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
    const output = this.#variables.read(tensor.dataId) ??
      this.#constant(tensor, where);
    this.#outputs.set(tensor.dataId, output);
    return output;
  }

  #constant(tensor: tf.Tensor, where: string): NodeOutput {
    const { shape, dtype } = tensor;
    const type = elementType(dtype, where);
    return this.#constants.outputOf(shape, type, readReally(tensor));
  }

  #tensorOf(output: NodeOutput, what: string): tf.Tensor {
    const spec = output.node.outputs[output.index]!;
    const tensor = this.#absentTensor(spec, what);
    this.#outputs.set(tensor.dataId, output);
    return tensor;
  }

  #absentTensor({ shape, type }: OutputSpec, what: string): tf.Tensor {
    const tensor = absentTensor(
      shape,
      type,
      () =>
        `Cannot use ${what}: it was made while a step was compiled and has no values; a step must not keep tensors`,
    );
    this.#unreadable.set(tensor.dataId, what);
    return tensor;
  }

  #add(parts: NodeParts): GraphNode {
    const name = `${this.#prefix}${parts.operation}_${this.#names++}`;
    const node = { name, after: [], ...parts };
    this.#nodes.push(node);
    return node;
  }
}
