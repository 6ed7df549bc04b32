import { tf } from "../tensor/mod.ts";

/**
 * Adds the gradients of several small batches up, so that an optimiser's step sees the mean over all of them, as if they
 * had been one batch (batch norm apart). It holds its own variables and may stand in a compiled step.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { GradientAccumulator } from "./gradient_accumulator.ts";
 *
 * await openBackend();
 * const accumulator = new GradientAccumulator(new Map([["w", tf.variable(tf.zeros([1]))]]));
 * accumulator.add(new Map([["w", tf.tensor1d([1])]]));
 * accumulator.add(new Map([["w", tf.tensor1d([4])]]), 2);
 * if (accumulator.take().get("w")!.dataSync()[0] !== 3) throw new Error();
 * if (accumulator.take().get("w")!.dataSync()[0] !== 0) throw new Error();
 * accumulator.dispose();
 * ```
 */
export class GradientAccumulator {
  readonly #sums = new Map<string, tf.Variable>();
  readonly #weight: tf.Variable;

  /** @param parameters Those that learn, by name. */
  constructor(parameters: ReadonlyMap<string, tf.Variable>) {
    for (const [name, { shape }] of parameters) {
      this.#sums.set(name, zeros(shape));
    }
    this.#weight = zeros([]);
  }

  /**
   * Adds the gradients of one batch.
   *
   * @param gradients One a parameter, by name; they are not disposed of.
   * @param weight Share in the mean, above 0: where batches differ in size, the batch's size. @default {1}
   * @throws {Error} Where a parameter's gradient is missing; names it, and nothing is added.
   */
  add(gradients: ReadonlyMap<string, tf.Tensor>, weight = 1): void {
    const given = [...this.#sums].map(([name, sum]) => {
      const gradient = gradients.get(name);
      if (gradient) return { sum, gradient };
      throw new Error(
        `Cannot accumulate gradients: there must be one for ${name}, current names are ${
          [...gradients.keys()].join(", ")
        }`,
      );
    });
    tf.tidy(() => {
      const factor = tf.scalar(weight);
      for (const { sum, gradient } of given) {
        const share = weight === 1 ? gradient : tf.mul(gradient, factor);
        sum.assign(tf.add(sum, share));
      }
      this.#weight.assign(tf.add(this.#weight, factor));
    });
  }

  /**
   * Gives the mean of what was added, and begins anew.
   *
   * @returns By name, new tensors; zeros where nothing was added.
   */
  take(): Map<string, tf.Tensor> {
    const names = [...this.#sums.keys()];
    const means = tf.tidy(() => {
      const none = tf.equal(this.#weight, tf.scalar(0));
      const divisor = tf.add(this.#weight, tf.cast(none, "float32"));
      const means = [...this.#sums.values()].map((sum) => {
        const mean = tf.div(sum, divisor);
        sum.assign(tf.zeros(sum.shape));
        return mean;
      });
      this.#weight.assign(tf.zeros([]));
      return means;
    });
    return new Map(names.map((name, i) => [name, means[i]!]));
  }

  /** What must be saved where a checkpoint is written between two batches of one step. */
  state(): ReadonlyMap<string, tf.Variable> {
    return new Map([["weight", this.#weight], ...this.#sums]);
  }

  /** Frees the sums. */
  dispose(): void {
    tf.dispose([this.#weight, ...this.#sums.values()]);
  }
}

function zeros(shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(shape), false));
}
