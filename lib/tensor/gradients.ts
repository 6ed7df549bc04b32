import * as tf from "@tensorflow/tfjs-core";

/** A loss and its gradient by each parameter. */
export interface LossAndGradients {
  /** Not yet read back: `dataSync` it once the step is queued, then dispose of it. */
  readonly loss: tf.Scalar;
  /** By the parameters' names; dispose of them after the optimiser's step. */
  readonly gradients: Map<string, tf.Tensor>;
}

/**
 * Runs a loss function and takes its gradient by every parameter. Everything else that was made on the way is disposed
 * of.
 *
 * @param parameters By name, as a model gives them.
 * @param loss Gives a scalar that depends on every parameter.
 * @returns The loss and a gradient a parameter.
 * @throws {Error} Where the loss does not depend on a parameter; names it.
 *
 * @example
 * ```ts
 * import { openBackend } from "./backend.ts";
 * import { gradients } from "./gradients.ts";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * await openBackend();
 * const w = tf.variable(tf.scalar(3));
 * const result = gradients(new Map([["w", w]]), () => tf.square(w) as tf.Scalar);
 * if (result.loss.dataSync()[0] !== 9) throw new Error();
 * if (result.gradients.get("w")!.dataSync()[0] !== 6) throw new Error();
 * ```
 */
export function gradients(
  parameters: ReadonlyMap<string, tf.Variable>,
  loss: () => tf.Scalar,
): LossAndGradients {
  const variables = [...parameters.values()];
  const { value, grads } = tf.variableGrads(loss, variables);
  const named = new Map<string, tf.Tensor>();
  for (const [name, variable] of parameters) {
    const gradient = grads[variable.name];
    if (!gradient) {
      throw new Error(
        `Cannot take gradients: the loss must depend on every parameter, but not on ${name}`,
      );
    }
    named.set(name, gradient);
  }
  return { loss: value, gradients: named };
}
