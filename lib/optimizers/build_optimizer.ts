import { InputError } from "../core/mod.ts";
import type { OptimizerRecipe } from "../recipes/recipe.ts";
import type { tf } from "../tensor/mod.ts";
import { adamw } from "./adamw.ts";
import type { Optimizer } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

/**
 * Builds the optimiser that a recipe names, for a model's parameters.
 *
 * @param recipe Name, weight decay, momentum. The learning rate is given to each step.
 * @param parameters What is to be changed, by name; norms and biases (one axis) do not decay.
 * @returns The optimiser, at step 0.
 * @throws {InputError} Where the weight decay is negative, or the momentum is not in [0, 1).
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
 * optimizer.step(new Map([["w", tf.zeros([2, 2])]]), 0.1);
 * if (Math.abs(w.dataSync()[0]! - 0.95) > 1e-6) throw new Error();
 * ```
 */
export function buildOptimizer(
  recipe: OptimizerRecipe,
  parameters: ReadonlyMap<string, tf.Variable>,
): Optimizer {
  const { name, weightDecay, momentum = 0 } = recipe;
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay))) {
    throw new InputError(
      `Cannot build the optimiser: weightDecay must be 0 or more, current value is ${weightDecay}`,
    );
  }
  if (!(momentum >= 0 && momentum < 1)) {
    throw new InputError(
      `Cannot build the optimiser: momentum must be in [0, 1), current value is ${momentum}`,
    );
  }
  return name === "adamw"
    ? adamw(parameters, { weightDecay })
    : sgd(parameters, { weightDecay, momentum });
}
