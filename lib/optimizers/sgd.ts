import { tf } from "../tensor/mod.ts";
import type { Optimizer } from "./optimizer.ts";
import { groupParameters } from "./parameter_group.ts";
import { StepCount } from "./step_count.ts";

/** Settings of SGD. */
export interface SgdOptions {
  /** Added to the gradient as weightDecay * parameter; not applied to norms and biases. */
  readonly weightDecay: number;
  /** Share of the last change in the next. @default {0} */
  readonly momentum?: number;
}

/**
 * Gradient descent with momentum, step by step as PyTorch's `SGD` (no dampening, not Nesterov).
 *
 * @param parameters What is to be changed, by name.
 * @param options Decay and momentum.
 * @returns The optimiser, at step 0.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { sgd } from "./sgd.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([1]));
 * sgd(new Map([["w", w]]), { weightDecay: 0 }).step(new Map([["w", tf.tensor1d([5])]]), 0.1);
 * if (Math.abs(w.dataSync()[0]! - 0.5) > 1e-6) throw new Error();
 * ```
 */
export function sgd(
  parameters: ReadonlyMap<string, tf.Variable>,
  options: SgdOptions,
): Optimizer {
  const { weightDecay, momentum = 0 } = options;
  const count = new StepCount();
  const state = new Map<string, tf.Variable>([["step", count.variable]]);
  const slots = groupParameters(parameters).map((group) => {
    const buffer = tf.tidy(() => tf.variable(tf.zeros(group.shape), false));
    state.set(`momentum_buffer.${group.name}`, buffer);
    return { group, buffer };
  });

  return {
    state: () => state,
    dispose: () => state.forEach((variable) => variable.dispose()),
    step: (gradients, learningRate) =>
      tf.tidy(() => {
        // Read first: a missing gradient must not leave half a step.
        const given = slots.map(({ group }) => group.gradients(gradients));
        count.advance();
        const rate = tf.scalar(learningRate);
        const share = tf.scalar(momentum);
        const decay = tf.scalar(weightDecay);
        slots.forEach(({ group, buffer }, i) =>
          tf.tidy(() => {
            const old = group.values();
            const gradient = group.decays && weightDecay !== 0
              ? tf.add(given[i]!, tf.mul(old, decay))
              : given[i]!;
            buffer.assign(
              momentum === 0
                ? tf.clone(gradient)
                : tf.add(tf.mul(buffer, share), gradient),
            );
            group.assign(tf.sub(old, tf.mul(buffer, rate)));
          })
        );
      }),
  };
}
