import { tf } from "../../tensor/mod.ts";
import {
  type AveragedVariables,
  type AverageOptions,
  type WeightAverage,
  weightAverage,
} from "./weight_average.ts";

/**
 * Stochastic weight averaging (SWA): the equal mean of the weights at all updates, as PyTorch's `AveragedModel`. Izmailov
 * et al., "Averaging Weights Leads to Wider Optima and Better Generalization", 2018. Update it after each epoch (or
 * cycle) of the training's last part. The running statistics of batch norm do not fit the mean: measure them anew by a
 * pass over the training images before it is used.
 *
 * @param variables What is averaged; the first update replaces what they are now.
 * @param options What becomes of buffers.
 * @returns The average.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { stochasticAverage } from "./stochastic_average.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([0]));
 * const average = stochasticAverage({ parameters: new Map([["w", w]]) });
 * for (const value of [1, 3, 8]) {
 *   w.assign(tf.tensor1d([value]));
 *   average.update();
 * }
 * const mean = await average.withAverages(() => w.dataSync()[0]!);
 * if (Math.abs(mean - 4) > 1e-6) throw new Error();
 * ```
 */
export function stochasticAverage(
  variables: AveragedVariables,
  options: AverageOptions = {},
): WeightAverage {
  const shareOf = (update: tf.Scalar): tf.Scalar =>
    tf.div(tf.scalar(1), update);
  return weightAverage(variables, shareOf, options);
}
