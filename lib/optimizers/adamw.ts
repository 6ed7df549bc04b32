import { tf } from "../tensor/mod.ts";
import type { Optimizer } from "./optimizer.ts";
import { groupParameters } from "./parameter_group.ts";
import { StepCount } from "./step_count.ts";

/** Settings of AdamW. */
export interface AdamwOptions {
  /** Decoupled weight decay; not applied to norms and biases. */
  readonly weightDecay: number;
  /** Decay of the first moment. @default {0.9} */
  readonly beta1?: number;
  /** Decay of the second moment. @default {0.999} */
  readonly beta2?: number;
  /** Added to the root of the second moment. @default {1e-8} */
  readonly epsilon?: number;
}

/**
 * Adam with decoupled weight decay, step by step as PyTorch's `AdamW`. Loshchilov and Hutter, "Decoupled Weight Decay
 * Regularization", 2019.
 *
 * @param parameters What is to be changed, by name.
 * @param options Decay and moments.
 * @returns The optimiser, at step 0.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { adamw } from "./adamw.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([1, 1]));
 * adamw(new Map([["w", w]]), { weightDecay: 0 }).step(new Map([["w", tf.tensor1d([5, -5])]]), 0.1);
 * if (Math.abs(w.dataSync()[0]! - 0.9) > 1e-6) throw new Error();
 * ```
 */
export function adamw(
  parameters: ReadonlyMap<string, tf.Variable>,
  options: AdamwOptions,
): Optimizer {
  const { weightDecay, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const count = new StepCount();
  const state = new Map<string, tf.Variable>([["step", count.variable]]);
  const slots = groupParameters(parameters).map((group) => {
    const slot = (name: string) => {
      const variable = tf.tidy(() => tf.variable(tf.zeros(group.shape), false));
      state.set(`${name}.${group.name}`, variable);
      return variable;
    };
    return { group, mean: slot("exp_avg"), square: slot("exp_avg_sq") };
  });

  return {
    state: () => state,
    dispose: () => state.forEach((variable) => variable.dispose()),
    step: (gradients, learningRate) =>
      tf.tidy(() => {
        // Read first: a missing gradient must not leave half a step.
        const given = slots.map(({ group }) => group.gradients(gradients));
        const steps = count.advance();
        const meanShare = tf.scalar(1 - beta1);
        const squareShare = tf.scalar(1 - beta2);
        // The two bias corrections, moved out of the tensors: root(v / c2) + e = (root(v) + e root(c2)) / root(c2).
        const rootCorrection = Math.sqrt(1 - beta2 ** steps);
        const rate = tf.scalar(
          learningRate * rootCorrection / (1 - beta1 ** steps),
        );
        const floor = tf.scalar(epsilon * rootCorrection);
        const keep = tf.scalar(1 - learningRate * weightDecay);
        slots.forEach(({ group, mean, square }, i) =>
          tf.tidy(() => {
            const gradient = given[i]!;
            mean.assign(
              tf.add(mean, tf.mul(tf.sub(gradient, mean), meanShare)),
            );
            square.assign(
              tf.add(
                square,
                tf.mul(tf.sub(tf.square(gradient), square), squareShare),
              ),
            );
            const change = tf.mul(
              tf.div(mean, tf.add(tf.sqrt(square), floor)),
              rate,
            );
            const old = group.values();
            const kept = group.decays && weightDecay !== 0
              ? tf.mul(old, keep)
              : old;
            group.assign(tf.sub(kept, change));
          })
        );
      }),
  };
}
