import { tf, typeAttribute, updateInPlace } from "../tensor/mod.ts";
import {
  type ChangeInPlace,
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

type Slot = "exp_avg" | "exp_avg_sq";

/** 1 - beta ** step, which float32 could not hold if it were computed that way. */
function correction(step: tf.Scalar, logBeta: tf.Scalar): tf.Scalar {
  return tf.neg(tf.expm1(tf.mul(step, logBeta)));
}

/** Scalars with which change = rate * exp_avg / (sqrt(exp_avg_sq) + floor). */
interface AdamScalars {
  readonly rate: tf.Scalar;
  readonly floor: tf.Scalar;
  readonly beta1: tf.Scalar;
  readonly beta2: tf.Scalar;
}

function stepScalars(
  { step, learningRate, momentum }: StepScalars,
  options: Required<AdamOptions>,
): AdamScalars {
  // As float32 holds it: moments and corrections then belong to one beta.
  const [beta1, beta2] = [options.beta1, options.beta2].map(Math.fround) as [
    number,
    number,
  ];
  const logBeta1 = momentum ? tf.log(momentum) : tf.scalar(Math.log(beta1));
  const correction1 = correction(step, logBeta1);
  const root = tf.sqrt(correction(step, tf.scalar(Math.log(beta2))));
  return {
    rate: tf.mul(learningRate, tf.div(root, correction1)),
    floor: tf.mul(root, tf.scalar(options.epsilon)),
    beta1: momentum ?? tf.scalar(beta1),
    beta2: tf.scalar(beta2),
  };
}

function rule(
  options: Required<AdamOptions>,
  decoupled: boolean,
): UpdateRule<Slot> {
  return {
    slots: ["exp_avg", "exp_avg_sq"],
    begin(step, settings) {
      const scalars = stepScalars(step, options);
      const { rate, floor, beta1, beta2 } = scalars;
      const decay = decayOf(settings);
      const shrink = decoupled && decay
        ? tf.mul<tf.Scalar>(step.learningRate, decay)
        : undefined;
      const added = decoupled ? undefined : decay;
      const share1 = tf.sub(tf.scalar(1), beta1);
      const share2 = tf.sub(tf.scalar(1), beta2);
      return {
        compute(change) {
          const { values, slots: { exp_avg: mean, exp_avg_sq: square } } =
            change;
          const gradient = decayedGradient(change, added);
          moveTowards(mean, gradient, share1);
          moveTowards(square, tf.square(gradient), share2);
          const kept = shrink ? tf.sub(values, tf.mul(values, shrink)) : values;
          return tf.sub(
            kept,
            tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), floor)),
          );
        },
        inPlace(change) {
          const { variable, slots: { exp_avg: mean, exp_avg_sq: square } } =
            change;
          const gradient = decayedGradient(change, added);
          if (shrink) shrinkInPlace(change, shrink);
          return applyAdam([variable, mean, square], gradient, scalars);
        },
      };
    },
  };
}

/** In the order of TensorFlow's own operation, so that both ways give the same bits. */
function moveTowards(
  moment: tf.Variable,
  value: tf.Tensor,
  share: tf.Tensor,
): void {
  moment.assign(tf.add(moment, tf.mul(tf.sub(value, moment), share)));
}

function shrinkInPlace(
  { variable, values }: ChangeInPlace<Slot>,
  shrink: tf.Scalar,
): void {
  const attributes = [typeAttribute("dtype", "float32")];
  const less = tf.mul(values, shrink);
  updateInPlace("AssignSubVariableOp", attributes, [variable], [less]);
}

/** TensorFlow's operation; its own corrections are left out, because `rate` and `floor` hold them. */
function applyAdam(
  variables: readonly tf.Variable[],
  gradient: tf.Tensor,
  { rate, floor, beta1, beta2 }: AdamScalars,
): boolean {
  const none = tf.scalar(0);
  return updateInPlace(
    "ResourceApplyAdam",
    [typeAttribute("T", "float32")],
    variables,
    [none, none, rate, beta1, beta2, floor, gradient],
  );
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
