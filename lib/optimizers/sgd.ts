import {
  boolAttribute,
  tf,
  typeAttribute,
  updateInPlace,
} from "../tensor/mod.ts";
import {
  decayedGradient,
  decayOf,
  groupedOptimizer,
  type UpdateRule,
} from "./grouped_optimizer.ts";
import type { Optimizer } from "./optimizer.ts";
import type { ParameterSettings } from "./parameter_rules.ts";

/** Settings of SGD. */
export interface SgdOptions {
  /** Share of the last change in the next, in [0, 1). @default {0} */
  readonly momentum?: number;
  /** Nesterov's form, which looks ahead by the momentum. @default {false} */
  readonly nesterov?: boolean;
}

/** Without momentum there is nothing to keep. */
const plain: UpdateRule<never> = {
  slots: [],
  begin({ learningRate }, settings) {
    const decay = decayOf(settings);
    return {
      compute: (change) =>
        tf.sub(
          change.values,
          tf.mul(decayedGradient(change, decay), learningRate),
        ),
      inPlace: (change) =>
        updateInPlace(
          "ResourceApplyGradientDescent",
          [typeAttribute("T", "float32")],
          [change.variable],
          [learningRate, decayedGradient(change, decay)],
        ),
    };
  },
};

function withMomentum(
  ownMomentum: number,
  nesterov: boolean,
): UpdateRule<"momentum_buffer"> {
  return {
    slots: ["momentum_buffer"],
    begin({ learningRate, momentum }, settings) {
      const share = momentum ?? tf.scalar(ownMomentum);
      const decay = decayOf(settings);
      return {
        compute(change) {
          const { values, slots } = change;
          const gradient = decayedGradient(change, decay);
          const buffer = slots.momentum_buffer;
          buffer.assign(tf.add(tf.mul(buffer, share), gradient));
          const direction = nesterov
            ? tf.add(gradient, tf.mul(buffer, share))
            : buffer;
          return tf.sub(values, tf.mul(direction, learningRate));
        },
        inPlace: (change) =>
          updateInPlace(
            "ResourceApplyMomentum",
            [
              typeAttribute("T", "float32"),
              boolAttribute("use_nesterov", nesterov),
            ],
            [change.variable, change.slots.momentum_buffer],
            [learningRate, decayedGradient(change, decay), share],
          ),
      };
    },
  };
}

/**
 * Gradient descent, step by step as PyTorch's `SGD` without dampening. Weight decay is added to the gradient.
 *
 * A momentum given to a step counts only where the optimiser was built with one.
 *
 * @param parameters What is to be changed, by name.
 * @param settings Weight decay and learning rate factor of each; see `parameterSettings`.
 * @param options Momentum.
 * @returns The optimiser, at step 0.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { parameterSettings } from "./parameter_rules.ts";
 * import { sgd } from "./sgd.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([1]));
 * const parameters = new Map([["w", w]]);
 * const optimizer = sgd(parameters, parameterSettings(parameters, [], 0));
 * optimizer.step(new Map([["w", tf.tensor1d([5])]]), tf.scalar(0.1));
 * if (Math.abs(w.dataSync()[0]! - 0.5) > 1e-6) throw new Error();
 * ```
 */
export function sgd(
  parameters: ReadonlyMap<string, tf.Variable>,
  settings: ReadonlyMap<string, ParameterSettings>,
  { momentum = 0, nesterov = false }: SgdOptions = {},
): Optimizer {
  return momentum === 0
    ? groupedOptimizer(parameters, settings, plain)
    : groupedOptimizer(parameters, settings, withMomentum(momentum, nesterov));
}
