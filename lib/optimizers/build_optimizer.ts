import { InputError } from "../core/mod.ts";
import type { OptimizerRecipe } from "../recipes/optimizer_recipe.ts";
import { tf } from "../tensor/mod.ts";
import { adam, adamw } from "./adam.ts";
import { clipByGlobalNorm, clipByValue } from "./clip_gradients.ts";
import type { Optimizer } from "./optimizer.ts";
import {
  type ParameterSettings,
  parameterSettings,
} from "./parameter_rules.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

/**
 * Builds the optimiser that a recipe names, for a model's parameters; it clips the gradients where the recipe says so.
 *
 * @param recipe Name and settings. The learning rate is given to each step.
 * @param parameters What is to be changed, by name; norms and biases (one axis) do not decay unless a group says so.
 * @returns The optimiser, at step 0.
 * @throws {InputError} Where a number is out of range, or a group matches no parameter.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../tensor/mod.ts";
 * import { buildOptimizer } from "./build_optimizer.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.ones([2, 2]));
 * const optimizer = buildOptimizer(
 *   { name: "adamw", learningRate: 1e-3, weightDecay: 0.5 },
 *   new Map([["w", w]]),
 * );
 * optimizer.step(new Map([["w", tf.zeros([2, 2])]]), tf.scalar(0.1));
 * if (Math.abs(w.dataSync()[0]! - 0.95) > 1e-6) throw new Error();
 * ```
 */
export function buildOptimizer(
  recipe: OptimizerRecipe,
  parameters: ReadonlyMap<string, tf.Variable>,
): Optimizer {
  checkRecipe(recipe);
  const { groups = [], weightDecay } = recipe;
  const settings = parameterSettings(parameters, groups, weightDecay);
  const optimizer = optimizerNamed(recipe, parameters, settings);
  return clipped(optimizer, recipe, settings);
}

function optimizerNamed(
  recipe: OptimizerRecipe,
  parameters: ReadonlyMap<string, tf.Variable>,
  settings: ReadonlyMap<string, ParameterSettings>,
): Optimizer {
  switch (recipe.name) {
    case "adam":
      return adam(parameters, settings, recipe);
    case "adamw":
      return adamw(parameters, settings, recipe);
    case "sgd":
      return sgd(parameters, settings, recipe);
    case "rmsprop":
      return rmsprop(parameters, settings, recipe);
  }
}

/** The same optimiser, its gradients clipped first: each number, then the norm of those that learn. */
function clipped(
  optimizer: Optimizer,
  { clipValue, clipNorm }: OptimizerRecipe,
  settings: ReadonlyMap<string, ParameterSettings>,
): Optimizer {
  if (clipValue === undefined && clipNorm === undefined) return optimizer;
  return {
    ...optimizer,
    step: (given, learningRate, momentum) =>
      tf.tidy(() => {
        let gradients = new Map(
          [...given].filter(([name]) => settings.get(name)?.frozen === false),
        );
        if (clipValue !== undefined) {
          gradients = clipByValue(gradients, clipValue);
        }
        if (clipNorm !== undefined) {
          gradients = clipByGlobalNorm(gradients, clipNorm).gradients;
        }
        optimizer.step(gradients, learningRate, momentum);
      }),
  };
}

const FROM_0_BELOW_1 = ["momentum", "beta1", "beta2", "smoothing"];
const ABOVE_0 = ["epsilon", "clipNorm", "clipValue"];

function checkRecipe(recipe: OptimizerRecipe): void {
  const check = (
    key: string,
    valid: (value: number) => boolean,
    rule: string,
  ) => {
    const value: unknown = Reflect.get(recipe, key);
    if (value === undefined) return;
    if (typeof value === "number" && Number.isFinite(value) && valid(value)) {
      return;
    }
    throw new InputError(
      `Cannot build the optimiser: ${key} must be ${rule}, current value is ${value}`,
    );
  };
  check("weightDecay", (value) => value >= 0, "0 or more");
  for (const key of FROM_0_BELOW_1) {
    check(key, (value) => value >= 0 && value < 1, "in [0, 1)");
  }
  for (const key of ABOVE_0) check(key, (value) => value > 0, "above 0");
  if (recipe.name === "sgd" && recipe.nesterov && !recipe.momentum) {
    throw new InputError(
      `Cannot build the optimiser: momentum must be above 0 where nesterov is true, current value is ${
        recipe.momentum ?? 0
      }`,
    );
  }
}
