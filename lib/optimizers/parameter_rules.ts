import { InputError, nearestName } from "../core/mod.ts";
import type { ParameterRule } from "../recipes/optimizer_recipe.ts";
import type { tf } from "../tensor/mod.ts";

/** How one parameter is changed. */
export interface ParameterSettings {
  /** Factor of the learning rate. */
  readonly learningRateFactor: number;
  /** Weight decay. */
  readonly weightDecay: number;
  /** Never changed. */
  readonly frozen: boolean;
}

/** True for the names that a rule is about. */
function matcher({ match }: ParameterRule): (name: string) => boolean {
  if (match.length < 2 || !match.startsWith("/") || !match.endsWith("/")) {
    return (name) => name.startsWith(match);
  }
  let expression: RegExp;
  try {
    expression = new RegExp(match.slice(1, -1), "u");
  } catch (error) {
    throw new InputError(
      `Cannot group the parameters: match must be a regular expression between slashes, current value is ${match}`,
      { cause: error },
    );
  }
  return (name) => expression.test(name);
}

function checkRule(rule: ParameterRule): void {
  const { match, learningRateFactor = 0, weightDecay = 0 } = rule;
  for (
    const [key, value] of Object.entries({ learningRateFactor, weightDecay })
  ) {
    if (value >= 0 && Number.isFinite(value)) continue;
    throw new InputError(
      `Cannot group the parameters: ${key} of "${match}" must be 0 or more, current value is ${value}`,
    );
  }
}

/**
 * Says how each parameter is changed. Norms and biases (parameters of at most one axis) do not decay unless a rule
 * gives them a weight decay.
 *
 * @param parameters By name.
 * @param rules Exceptions; where several match a parameter, each setting is the last rule's.
 * @param weightDecay Of the parameters that no rule gives another.
 * @returns Settings by name, in the parameters' order.
 * @throws {InputError} Where a rule matches no parameter, or a number is negative.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { parameterSettings } from "./parameter_rules.ts";
 *
 * await openBackend();
 * const parameters = new Map([
 *   ["encoder.weight", tf.variable(tf.ones([2, 2]))],
 *   ["head.bias", tf.variable(tf.ones([2]))],
 * ]);
 * const rules = [{ match: "encoder.", learningRateFactor: 0.1 }];
 * const settings = parameterSettings(parameters, rules, 0.01);
 * if (settings.get("encoder.weight")?.learningRateFactor !== 0.1) throw new Error();
 * if (settings.get("head.bias")?.weightDecay !== 0) throw new Error();
 * ```
 */
export function parameterSettings(
  parameters: ReadonlyMap<string, tf.Variable>,
  rules: readonly ParameterRule[],
  weightDecay: number,
): Map<string, ParameterSettings> {
  const settings = new Map<string, ParameterSettings>();
  for (const [name, { rank }] of parameters) {
    settings.set(name, {
      learningRateFactor: 1,
      weightDecay: rank > 1 ? weightDecay : 0,
      frozen: false,
    });
  }
  for (const rule of rules) {
    checkRule(rule);
    const { match, ...changes } = rule;
    const matches = matcher(rule);
    const names = [...parameters.keys()];
    const found = names.filter(matches);
    if (found.length === 0) {
      const near = nearestName(match, names);
      throw new InputError(
        `Cannot group the parameters: "${match}" must match a parameter, it matches none of ${names.length}${
          near === undefined ? "" : `, the nearest is ${near}`
        }`,
      );
    }
    for (const name of found) {
      settings.set(name, { ...settings.get(name)!, ...changes });
    }
  }
  return settings;
}

/**
 * The parameters that learn: those that no rule freezes. Take gradients of these only.
 *
 * @param parameters By name.
 * @param rules As for {@linkcode parameterSettings}.
 * @returns Some of the parameters, in the same order.
 * @throws {InputError} Where a rule matches no parameter, or a number is negative.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { trainableParameters } from "./parameter_rules.ts";
 *
 * await openBackend();
 * const one = tf.variable(tf.ones([1]));
 * const parameters = new Map([["encoder.weight", one], ["head.weight", one]]);
 * const learning = trainableParameters(parameters, [{ match: "encoder.", frozen: true }]);
 * if ([...learning.keys()].join() !== "head.weight") throw new Error();
 * ```
 */
export function trainableParameters(
  parameters: ReadonlyMap<string, tf.Variable>,
  rules: readonly ParameterRule[],
): Map<string, tf.Variable> {
  const settings = parameterSettings(parameters, rules, 0);
  return new Map(
    [...parameters].filter(([name]) => !settings.get(name)!.frozen),
  );
}
