import * as tf from "@tensorflow/tfjs-core";
import { nativeBackend } from "../binding.ts";
import { elementTypeOf } from "../element_type.ts";
import { absentTensor, refuseAbsent } from "./absent_values.ts";
import { encodeGraph, GRAPH_TAG } from "./encode_graph.ts";
import type { GraphNode } from "./graph_node.ts";
import { type Endpoint, ProgramBuilder, type Slot } from "./program_builder.ts";
import type { TensorRecord, Trace } from "./trace.ts";

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
      elementTypeOf(dtype),
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

function openSession(nodes: readonly GraphNode[]): number {
  const folder = Deno.makeTempDirSync({ prefix: "segbook_graph_" });
  try {
    Deno.writeFileSync(`${folder}/saved_model.pb`, encodeGraph(nodes));
    return nativeBackend().loadSavedModelMetaGraph(folder, GRAPH_TAG);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
