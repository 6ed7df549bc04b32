import type { tf } from "../../tensor/mod.ts";
import type { Distribution } from "./initial_values.ts";

/**
 * The order of a parameter's numbers: `filter` [rows, columns, inputs / groups, outputs]; `depthwise` [rows, columns,
 * channels, multiplier]; `transposed` [rows, columns, outputs, inputs]; `vector` [channels].
 */
export type ParameterLayout = "vector" | "filter" | "depthwise" | "transposed";

/**
 * `trained`: moved by the optimiser. `running`: moved by the batches. `idle`: held because the original holds it, but no
 * output depends on it (the head of a classifier).
 */
export type ParameterRole = "trained" | "running" | "idle";

/** What a parameter is, before it has numbers. */
export interface ParameterSpec {
  /** PyTorch's name in the whole network. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly layout: ParameterLayout;
  readonly role: ParameterRole;
  readonly initial: Distribution;
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

/**
 * The shape that PyTorch gives a parameter: filters [outputs, inputs / groups, rows, columns], depthwise
 * [channels * multiplier, 1, rows, columns], transposed [inputs, outputs, rows, columns].
 *
 * @example
 * ```ts
 * import { torchShape } from "./parameter.ts";
 *
 * if (torchShape({ layout: "filter", shape: [7, 7, 3, 64] }).join() !== "64,3,7,7") throw new Error();
 * if (torchShape({ layout: "depthwise", shape: [3, 3, 32, 1] }).join() !== "32,1,3,3") throw new Error();
 * ```
 */
export function torchShape(
  { layout, shape }: Pick<ParameterSpec, "layout" | "shape">,
): number[] {
  if (layout === "vector") return [...shape];
  const [rows, columns, third, fourth] = shape as [
    number,
    number,
    number,
    number,
  ];
  return layout === "depthwise"
    ? [third * fourth, 1, rows, columns]
    : [fourth, third, rows, columns];
}
