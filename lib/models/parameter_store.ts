import { randomSource } from "../core/mod.ts";
import { type BatchNormState, tf } from "../tensor/mod.ts";

/** Makes the variables of a model and keeps them by name, in the order in which they were made. */
export class ParameterStore {
  readonly parameters = new Map<string, tf.Variable>();
  readonly buffers = new Map<string, tf.Variable>();
  readonly #seed: number;

  /** @param seed Initial weights depend on it and on each parameter's name alone. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * A filter drawn from a normal distribution with standard deviation sqrt(gain / inputs that meet in one output).
   *
   * @param name Without `.weight`.
   * @param shape Filter shape.
   * @param meeting How many inputs are summed into one output.
   * @param gain 2 before a ReLU (He et al., "Delving Deep into Rectifiers", 2015), else 1.
   */
  filter(
    name: string,
    shape: readonly [number, number, number, number],
    meeting: number,
    gain: number,
  ): tf.Variable {
    const key = `${name}.weight`;
    const random = randomSource(this.#seed, "init", key);
    const deviation = Math.sqrt(gain / meeting);
    const values = new Float32Array(tf.util.sizeFromShape([...shape]));
    for (let i = 0; i < values.length; i++) {
      values[i] = deviation * random.normal();
    }
    return this.#keep(this.parameters, key, tf.tensor(values, [...shape]));
  }

  /** Zeros [channels], under `name.bias`. */
  bias(name: string, channels: number): tf.Variable {
    return this.#keep(this.parameters, `${name}.bias`, tf.zeros([channels]));
  }

  /** A batch normalisation that starts as the identity. */
  batchNorm(name: string, channels: number): BatchNormState {
    return {
      weight: this.#keep(
        this.parameters,
        `${name}.weight`,
        tf.ones([channels]),
      ),
      bias: this.bias(name, channels),
      runningMean: this.#keep(
        this.buffers,
        `${name}.running_mean`,
        tf.zeros([channels]),
      ),
      runningVariance: this.#keep(
        this.buffers,
        `${name}.running_var`,
        tf.ones([channels]),
      ),
    };
  }

  /** Numbers that are trained. */
  get parameterCount(): number {
    return [...this.parameters.values()]
      .reduce((sum, variable) => sum + variable.size, 0);
  }

  /** Frees all variables. */
  dispose(): void {
    for (const map of [this.parameters, this.buffers]) {
      for (const variable of map.values()) variable.dispose();
    }
  }

  #keep(
    map: Map<string, tf.Variable>,
    name: string,
    value: tf.Tensor,
  ): tf.Variable {
    const variable = tf.variable(value, map === this.parameters);
    value.dispose();
    map.set(name, variable);
    return variable;
  }
}
