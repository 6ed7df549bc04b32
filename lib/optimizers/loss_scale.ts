import { InputError } from "../core/mod.ts";
import { executeSingle, isNative, tf, typeAttribute } from "../tensor/mod.ts";
import type { Optimizer } from "./optimizer.ts";

/** How the loss is scaled. */
export interface LossScaleOptions {
  /** The first scale. @default {65536} */
  readonly initialScale?: number;
  /** Factor of the scale after `growthInterval` good steps in a row, above 1. @default {2} */
  readonly growthFactor?: number;
  /** Factor of the scale after a step whose gradients were not finite, in (0, 1). @default {0.5} */
  readonly backoffFactor?: number;
  /** Good steps in a row before the scale grows. @default {2000} */
  readonly growthInterval?: number;
}

/** An optimiser that takes the gradients of a scaled loss. */
export interface LossScaledOptimizer extends Optimizer {
  /** The loss to be differentiated: the loss times the scale. */
  scaled(loss: tf.Scalar): tf.Scalar;
  /** The loss itself, from the scaled one; before the step, which may change the scale. */
  unscaled(loss: tf.Scalar): tf.Scalar;
}

/**
 * Lets an optimiser learn from small gradients in float16, as PyTorch's `torch.amp.GradScaler`: the loss is multiplied
 * by a scale, the gradients divided by it; a step whose gradients are not finite changes nothing but the scale.
 *
 * May stand in a compiled step, for nothing is read back. A skipped step is a step whose old values are put back, which
 * holds for changes in place too and costs a copy of parameters and moments.
 *
 * Micikevicius et al., "Mixed Precision Training", 2018.
 *
 * @param optimizer Makes the steps; it becomes this one's own.
 * @param parameters What it changes, by name.
 * @param options Scale.
 * @returns An optimiser of scaled gradients; its state holds `loss_scale.scale` and `loss_scale.good_steps` besides.
 * @throws {InputError} Where an option is out of range.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { scaleLoss } from "./loss_scale.ts";
 * import { parameterSettings } from "./parameter_rules.ts";
 * import { sgd } from "./sgd.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([1]));
 * const parameters = new Map([["w", w]]);
 * const plain = sgd(parameters, parameterSettings(parameters, [], 0));
 * const optimizer = scaleLoss(plain, parameters, { initialScale: 8 });
 * optimizer.step(new Map([["w", tf.tensor1d([Infinity])]]), tf.scalar(0.1));
 * if (w.dataSync()[0] !== 1 || optimizer.scaled(tf.scalar(1)).dataSync()[0] !== 4) throw new Error();
 * optimizer.step(new Map([["w", tf.tensor1d([20])]]), tf.scalar(0.1));
 * if (Math.abs(w.dataSync()[0]! - 0.5) > 1e-6) throw new Error();
 * ```
 */
export function scaleLoss(
  optimizer: Optimizer,
  parameters: ReadonlyMap<string, tf.Variable>,
  options: LossScaleOptions = {},
): LossScaledOptimizer {
  const {
    initialScale = 65536,
    growthFactor = 2,
    backoffFactor = 0.5,
    growthInterval = 2000,
  } = options;
  check("initialScale", initialScale, initialScale > 0, "above 0");
  check("growthFactor", growthFactor, growthFactor > 1, "above 1");
  const shrinks = backoffFactor > 0 && backoffFactor < 1;
  check("backoffFactor", backoffFactor, shrinks, "in (0, 1)");
  const counts = Number.isInteger(growthInterval) && growthInterval > 0;
  check("growthInterval", growthInterval, counts, "a whole number above 0");

  const variable = (value: number) =>
    tf.tidy(() => tf.variable<tf.Rank.R0>(tf.scalar(value), false));
  const [scale, goodSteps] = [variable(initialScale), variable(0)];
  const changed = [...parameters.values(), ...optimizer.state().values()];

  /** GradScaler's `update`. */
  function moveScale(isFinite: tf.Tensor): void {
    const good: tf.Scalar = tf.add(goodSteps, tf.scalar(1));
    const isDue = tf.greaterEqual(good, tf.scalar(growthInterval));
    const grown: tf.Scalar = tf.mul(scale, tf.scalar(growthFactor));
    const isUsable = tf.logicalAnd(isDue, tf.isFinite(grown));
    const kept = select(isUsable, grown, scale);
    const left: tf.Scalar = tf.mul(scale, tf.scalar(backoffFactor));
    goodSteps.assign(
      select(tf.logicalAnd(isFinite, tf.logicalNot(isDue)), good, tf.scalar(0)),
    );
    scale.assign(select(isFinite, kept, left));
  }

  return {
    scaled: (loss) => tf.mul(loss, scale),
    unscaled: (loss) => tf.div(loss, scale),
    state: () =>
      new Map([
        ...optimizer.state(),
        ["loss_scale.scale", scale],
        ["loss_scale.good_steps", goodSteps],
      ]),
    dispose() {
      optimizer.dispose();
      tf.dispose([scale, goodSteps]);
    },
    step(gradients, learningRate, momentum) {
      tf.tidy(() => {
        const isFinite = allFinite([...gradients.values()]);
        const unscaled = new Map(
          [...gradients].map(([name, gradient]) =>
            [name, tf.div(gradient, scale)] as const
          ),
        );
        const before = changed.map((variable) => tf.clone(variable));
        optimizer.step(unscaled, learningRate, momentum);
        changed.forEach((variable, i) =>
          variable.assign(select(isFinite, variable, before[i]!))
        );
        moveScale(isFinite);
      });
    },
  };
}

/** True where every number is finite. */
function allFinite(tensors: readonly tf.Tensor[]): tf.Tensor {
  const each = tensors.map((tensor) => tf.all(tf.isFinite(tensor)));
  return each.reduce<tf.Tensor>(
    (all, one) => tf.logicalAnd(all, one),
    tf.scalar(true, "bool"),
  );
}

/** One of two tensors as a whole; NaN of the other does not come through. */
function select<R extends tf.Rank>(
  condition: tf.Tensor,
  yes: tf.Tensor<R>,
  no: tf.Tensor<R>,
): tf.Tensor<R> {
  if (!isNative()) return tf.where(condition, yes, no);
  const attributes = [typeAttribute("T", "float32")];
  const inputs = [condition, yes, no];
  return executeSingle("SelectV2", attributes, inputs) as tf.Tensor<R>;
}

function check(
  name: string,
  value: number,
  valid: boolean,
  rule: string,
): void {
  if (valid && Number.isFinite(value)) return;
  throw new InputError(
    `Cannot scale the loss: ${name} must be ${rule}, current value is ${value}`,
  );
}
