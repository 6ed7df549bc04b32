import type { tf } from "../../tensor/mod.ts";
import type { Distribution } from "./initial_values.ts";

/**
 * The order of a parameter's numbers: `filter` [rows, columns, inputs / groups, outputs]; `depthwise` [rows, columns,
 * channels, multiplier]; `transposed` [rows, columns, outputs, inputs]; `linear` [inputs, outputs]; `vector` [channels].
 * `weightShapeInTorch` of lib/weights tells PyTorch's.
 */
export type ParameterLayout =
  | "vector"
  | "filter"
  | "depthwise"
  | "transposed"
  | "linear";

/**
 * `trained`: moved by the optimiser. `running`: moved by the batches. `frozen`: used, but never moved. `idle`: held
 * because the original holds it, but no output depends on it (the head of a classifier).
 */
export type ParameterRole = "trained" | "running" | "frozen" | "idle";

/** What a parameter is, before it has numbers. */
export interface ParameterSpec {
  /** PyTorch's name in the whole network. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly layout: ParameterLayout;
  readonly role: ParameterRole;
  readonly initial: Distribution;
}

/** Names of what is read, while somebody asks. */
let read: Set<string> | undefined;

/**
 * Tells which parameters a part of a network takes.
 *
 * @param run Runs the part.
 * @returns Their names, in the order in which they were first read.
 */
export function parametersReadBy(run: () => void): Set<string> {
  const before = read;
  read = new Set();
  try {
    run();
    return read;
  } finally {
    read = before;
  }
}

/** A parameter; layers hold it and take its numbers when they run. */
export class Parameter {
  #variable: tf.Variable | undefined;

  constructor(readonly spec: ParameterSpec) {}

  /**
   * Its numbers.
   *
   * @throws {Error} Before the network was given its numbers.
   */
  get variable(): tf.Variable {
    read?.add(this.spec.name);
    if (this.#variable) return this.#variable;
    throw new Error(
      `Cannot run the network: ${this.spec.name} must have values, it was only described`,
    );
  }

  /** Gives it numbers. */
  set variable(variable: tf.Variable) {
    this.#variable = variable;
  }

  /** Numbers in it. */
  get size(): number {
    return this.spec.shape.reduce((product, side) => product * side, 1);
  }
}
