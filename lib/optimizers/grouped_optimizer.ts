import { runAfter, tf } from "../tensor/mod.ts";
import type { Optimizer } from "./optimizer.ts";
import { groupParameters } from "./parameter_group.ts";
import type { ParameterSettings } from "./parameter_rules.ts";

/** Scalars that every group of one step shares. */
export interface StepScalars {
  /** Steps made with this one, from 1. */
  readonly step: tf.Scalar;
  /** The rate of the group, its factor included. */
  readonly learningRate: tf.Scalar;
  /** This step's momentum, where it is given from outside. */
  readonly momentum: tf.Scalar | undefined;
}

/** What changes the values of a group. */
export interface Change<Slot extends string> {
  readonly values: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** Moments, as they were after the last step; the change assigns the new ones. */
  readonly slots: Readonly<Record<Slot, tf.Variable>>;
}

/** The change of a single parameter inside a compiled step. */
export interface ChangeInPlace<Slot extends string> extends Change<Slot> {
  readonly variable: tf.Variable;
}

/** How the groups of one step are changed. */
export interface Update<Slot extends string> {
  /** Assigns a group's moments and gives its new values. */
  compute(change: Change<Slot>): tf.Tensor;
  /**
   * Does the same by TensorFlow's operation for it, in one pass over the memory and without copies.
   *
   * @returns False outside of a compiled step; nothing has happened then.
   */
  inPlace?(change: ChangeInPlace<Slot>): boolean;
}

/** The arithmetic of an optimiser. */
export interface UpdateRule<Slot extends string> {
  /** Names of the moments, each of the group's shape and 0 at first. */
  readonly slots: readonly Slot[];
  /**
   * Prepares the scalars of a step, once for all groups of the same settings.
   */
  begin(scalars: StepScalars, settings: ParameterSettings): Update<Slot>;
}

/**
 * Makes an optimiser of its arithmetic: groups, packing, moments, the count of steps.
 *
 * @param parameters What is to be changed, by name.
 * @param settings How, by name; see `parameterSettings`.
 * @param rule The arithmetic.
 * @returns The optimiser, at step 0.
 */
export function groupedOptimizer<Slot extends string>(
  parameters: ReadonlyMap<string, tf.Variable>,
  settings: ReadonlyMap<string, ParameterSettings>,
  rule: UpdateRule<Slot>,
): Optimizer {
  const state = new Map<string, tf.Variable>();
  const makeState = (name: string, shape: number[]) => {
    // Unlike tf.zeros, made by the backend: the moments of a large network are no arrays of the host's.
    const variable = tf.tidy(() => tf.variable(tf.fill(shape, 0), false));
    state.set(name, variable);
    return variable;
  };
  const count = makeState("step", []);
  const groups = groupParameters(parameters, settings).map((group) => {
    const entries = rule.slots.map((slot) =>
      [slot, makeState(`${slot}.${group.name}`, group.shape)] as const
    );
    return { group, slots: recordOf(entries) };
  });

  return {
    state: () => state,
    dispose: () => state.forEach((variable) => variable.dispose()),
    step: (gradients, learningRate, momentum) =>
      tf.tidy(() => {
        // Read first: a missing gradient must not leave half a step.
        const given = groups.map(({ group }) => group.gradients(gradients));
        const step: tf.Scalar = tf.add(count, tf.scalar(1));
        count.assign(step);
        const begun = new Map<ParameterSettings, Update<Slot>>();
        groups.forEach(({ group, slots }, i) => {
          const { settings } = group;
          const update = begun.get(settings) ?? rule.begin({
            step,
            learningRate: scaled(learningRate, settings.learningRateFactor),
            momentum,
          }, settings);
          begun.set(settings, update);
          tf.tidy(() => {
            const gradient = given[i]!;
            // What is done to the values alone, as decay, must not be done long before.
            const values = runAfter(group.values(), gradient);
            const change = { values, gradient, slots };
            const { single } = group;
            if (single && update.inPlace?.({ ...change, variable: single })) {
              return;
            }
            group.assign(update.compute(change));
          });
        });
      }),
  };
}

/** A scalar times a number, without a kernel where that is 1. */
function scaled(scalar: tf.Scalar, factor: number): tf.Scalar {
  return factor === 1 ? scalar : tf.mul(scalar, tf.scalar(factor));
}

/**
 * gradient + weightDecay * values.
 *
 * @param decay The weight decay, or undefined for none.
 */
export function decayedGradient(
  { gradient, values }: Change<string>,
  decay: tf.Scalar | undefined,
): tf.Tensor {
  return decay ? tf.add(gradient, tf.mul(values, decay)) : gradient;
}

/** The weight decay as a tensor, or undefined for none. */
export function decayOf({ weightDecay }: ParameterSettings) {
  return weightDecay === 0 ? undefined : tf.scalar(weightDecay);
}

function recordOf<K extends string, V>(
  entries: readonly (readonly [K, V])[],
): Record<K, V> {
  return Object.fromEntries(entries) as Record<K, V>;
}
