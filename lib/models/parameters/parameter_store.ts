import { randomSource } from "../../core/mod.ts";
import { absentVariable, handOver, tf } from "../../tensor/mod.ts";
import { drawValues } from "./initial_values.ts";
import { Parameter, type ParameterSpec } from "./parameter.ts";

/** Gives a parameter's initial values. */
export type InitialValues = (spec: ParameterSpec) => Float32Array;

/** Zeros, for a network whose numbers are to be loaded. */
export const blankValues: InitialValues = ({ shape }) =>
  new Float32Array(tf.util.sizeFromShape([...shape]));

/**
 * Initial values that depend on the seed and on each parameter's name alone, and so are the same on every backend.
 *
 * @param seed Seed of the network.
 *
 * @example
 * ```ts
 * import { seededValues } from "./parameter_store.ts";
 *
 * const spec = {
 *   name: "conv1.weight",
 *   shape: [3, 3, 1, 2],
 *   layout: "filter",
 *   role: "trained",
 *   initial: { kind: "uniform", bound: 0.1 },
 * } as const;
 * const [a, b] = [1, 2].map((seed) => seededValues(seed)(spec).join());
 * if (a === b || a !== seededValues(1)(spec).join()) throw new Error();
 * ```
 */
export function seededValues(seed: number): InitialValues {
  return ({ name, shape, initial }) =>
    drawValues(
      tf.util.sizeFromShape([...shape]),
      initial,
      randomSource(seed, "init", name),
    );
}

/**
 * The parameters of a network by name, in the order in which they were declared. A network is declared first, which
 * costs nothing and tells its names, shapes and size, and then given numbers.
 */
export class ParameterStore {
  readonly #all = new Map<string, Parameter>();
  /** What is trained. */
  readonly parameters = new Map<string, tf.Variable>();
  /** What is saved but not trained. */
  readonly buffers = new Map<string, tf.Variable>();

  /** Adds a parameter, which has no numbers yet. */
  declare(spec: ParameterSpec): Parameter {
    if (this.#all.has(spec.name)) {
      throw new Error(
        `Cannot build the network: parameters must have different names, ${spec.name} is there twice`,
      );
    }
    const parameter = new Parameter(spec);
    this.#all.set(spec.name, parameter);
    return parameter;
  }

  /** What was declared. */
  get specs(): ParameterSpec[] {
    return [...this.#all.values()].map(({ spec }) => spec);
  }

  /** Parameters as PyTorch counts them: trained, frozen or idle, without running statistics. */
  get parameterCount(): number {
    return [...this.#all.values()]
      .filter(({ spec }) => spec.role !== "running")
      .reduce((sum, { size }) => sum + size, 0);
  }

  /** Gives every parameter its numbers. Open a backend first. */
  create(initialValues: InitialValues): void {
    this.#fill((spec, trained) =>
      tf.tidy(() => {
        const values = tf.tensor(initialValues(spec), [...spec.shape]);
        return tf.variable(handOver(values), trained);
      })
    );
  }

  /** Gives every parameter a variable without numbers, for what traces the network. Needs TensorFlow's backend. */
  outline(): void {
    this.#fill(({ shape }, trained) => absentVariable(shape, trained));
  }

  #fill(
    make: (spec: ParameterSpec, trained: boolean) => tf.Variable,
  ): void {
    for (const [name, parameter] of this.#all) {
      const { spec } = parameter;
      const trained = spec.role === "trained";
      const variable = make(spec, trained);
      parameter.variable = variable;
      (trained ? this.parameters : this.buffers).set(name, variable);
    }
  }

  /** Frees all numbers. */
  dispose(): void {
    for (const map of [this.parameters, this.buffers]) {
      for (const variable of map.values()) variable.dispose();
    }
  }
}
