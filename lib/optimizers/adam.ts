import { tf } from "../tensor/mod.ts";
import {
  decayedGradient,
  decayOf,
  groupedOptimizer,
  type StepScalars,
  type UpdateRule,
} from "./grouped_optimizer.ts";
import type { Optimizer } from "./optimizer.ts";
import type { ParameterSettings } from "./parameter_rules.ts";

/** Settings of Adam and AdamW. */
export interface AdamOptions {
  /** Decay of the first moment, in [0, 1). @default {0.9} */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). @default {0.999} */
  readonly beta2?: number;
  /** Added to the root of the second moment. @default {1e-8} */
  readonly epsilon?: number;
}

/**
 * The moments are kept as plain sums, `sum = beta * sum + gradient`, which is `exp_avg / (1 - beta)`: one pass over
 * memory less each than PyTorch's, the factor goes into the step's scalars.
 */
type Slot = "gradient_sum" | "square_sum";

/** 1 - beta ** step, which float32 could not hold if it were computed that way. */
function correction(step: tf.Scalar, logBeta: tf.Scalar): tf.Scalar {
  return tf.neg(tf.expm1(tf.mul(step, logBeta)));
}

/** Scalars with which change = rate * gradient_sum / (sqrt(square_sum) + floor). */
function stepScalars(
  { step, learningRate, momentum }: StepScalars,
  { beta1, beta2, epsilon }: Required<AdamOptions>,
) {
  const logBeta1 = momentum ? tf.log(momentum) : tf.scalar(Math.log(beta1));
  const correction1 = correction(step, logBeta1);
  const correction2 = correction(step, tf.scalar(Math.log(beta2)));
  // sqrt(exp_avg_sq / correction2) = sqrt(square_sum) / root.
  const root = tf.sqrt(tf.mul(correction2, tf.scalar(1 / (1 - beta2))));
  const size = tf.div(tf.mul(root, tf.scalar(1 - beta1)), correction1);
  return {
    rate: tf.mul(learningRate, size),
    floor: tf.mul(root, tf.scalar(epsilon)),
    keep1: momentum ?? tf.scalar(beta1),
    keep2: tf.scalar(beta2),
    // The sum stands for exp_avg / (1 - beta1) with the options' beta, also where the step has another.
    gradientShare: momentum &&
      tf.div(tf.sub(tf.scalar(1), momentum), tf.scalar(1 - beta1)),
  };
}

function rule(
  options: Required<AdamOptions>,
  decoupled: boolean,
): UpdateRule<Slot> {
  return {
    slots: ["gradient_sum", "square_sum"],
    begin(scalars, settings) {
      const { rate, floor, keep1, keep2, gradientShare } = stepScalars(
        scalars,
        options,
      );
      const decay = decayOf(settings);
      const keep = decoupled && decay &&
        tf.sub(tf.scalar(1), tf.mul(scalars.learningRate, decay));
      return (change) => {
        const { gradient_sum: sum, square_sum: squares } = change.slots;
        const gradient = decayedGradient(change, keep ? undefined : decay);
        const share = gradientShare
          ? tf.mul(gradient, gradientShare)
          : gradient;
        sum.assign(tf.add(tf.mul(sum, keep1), share));
        squares.assign(tf.add(tf.mul(squares, keep2), tf.square(gradient)));
        const kept = keep ? tf.mul(change.values, keep) : change.values;
        const direction = tf.div(sum, tf.add(tf.sqrt(squares), floor));
        return tf.sub(kept, tf.mul(direction, rate));
      };
    },
  };
}

/**
 * Adam, step by step as PyTorch's `Adam`: weight decay is added to the gradient. Kingma and Ba, "Adam: A Method for
 * Stochastic Optimization", 2015.
 *
 * @param parameters What is to be changed, by name.
 * @param settings Weight decay and learning rate factor of each; see `parameterSettings`.
 * @param options Moments.
 * @returns The optimiser, at step 0.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { adam } from "./adam.ts";
 * import { parameterSettings } from "./parameter_rules.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([1, 1]));
 * const parameters = new Map([["w", w]]);
 * const optimizer = adam(parameters, parameterSettings(parameters, [], 0));
 * optimizer.step(new Map([["w", tf.tensor1d([5, -5])]]), tf.scalar(0.1));
 * if (Math.abs(w.dataSync()[0]! - 0.9) > 1e-6) throw new Error();
 * ```
 */
export function adam(
  parameters: ReadonlyMap<string, tf.Variable>,
  settings: ReadonlyMap<string, ParameterSettings>,
  options: AdamOptions = {},
): Optimizer {
  return groupedOptimizer(parameters, settings, rule(filled(options), false));
}

/**
 * Adam with decoupled weight decay, step by step as PyTorch's `AdamW`. Loshchilov and Hutter, "Decoupled Weight Decay
 * Regularization", 2019.
 *
 * @param parameters What is to be changed, by name.
 * @param settings Weight decay and learning rate factor of each; see `parameterSettings`.
 * @param options Moments.
 * @returns The optimiser, at step 0.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { adamw } from "./adam.ts";
 * import { parameterSettings } from "./parameter_rules.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.ones([2, 2]));
 * const parameters = new Map([["w", w]]);
 * const optimizer = adamw(parameters, parameterSettings(parameters, [], 0.5));
 * optimizer.step(new Map([["w", tf.zeros([2, 2])]]), tf.scalar(0.1));
 * if (Math.abs(w.dataSync()[0]! - 0.95) > 1e-6) throw new Error();
 * ```
 */
export function adamw(
  parameters: ReadonlyMap<string, tf.Variable>,
  settings: ReadonlyMap<string, ParameterSettings>,
  options: AdamOptions = {},
): Optimizer {
  return groupedOptimizer(parameters, settings, rule(filled(options), true));
}

function filled(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
): Required<AdamOptions> {
  return { beta1, beta2, epsilon };
}
