import type { OptimizerRecipe, ScheduleRecipe } from "../recipes/mod.ts";

/**
 * The learning rate of one step: it rises linearly to the peak over the warm-up epochs, then falls along half a cosine
 * to `finalFactor` of the peak at the last step (Loshchilov and Hutter, "SGDR", 2017), or stays.
 *
 * The first step of a warm-up has a rate above 0, so that none is wasted.
 *
 * @param schedule The recipe's `schedule`.
 * @param optimizer The recipe's `optimizer`; its `learningRate` is the peak.
 * @param step Steps made before this one, all epochs together.
 * @param stepsPerEpoch Steps of one epoch.
 * @param epochs Epochs of the whole training.
 *
 * @example
 * ```ts
 * import { learningRateAt } from "./learning_rate.ts";
 *
 * const schedule = { name: "cosine", warmUpEpochs: 1, finalFactor: 0.1 } as const;
 * const optimizer = { name: "adamw", learningRate: 1, weightDecay: 0 } as const;
 * const rate = (step: number) => learningRateAt(schedule, optimizer, step, 4, 3);
 * if (rate(0) !== 0.25 || rate(3) !== 1 || Math.abs(rate(11) - 0.1) > 1e-12) throw new Error();
 * ```
 */
export function learningRateAt(
  schedule: ScheduleRecipe,
  optimizer: Pick<OptimizerRecipe, "learningRate">,
  step: number,
  stepsPerEpoch: number,
  epochs: number,
): number {
  const peak = optimizer.learningRate;
  const warmUp = Math.round(schedule.warmUpEpochs * stepsPerEpoch);
  if (step < warmUp) return peak * (step + 1) / warmUp;
  if (schedule.name === "constant") return peak;
  const last = epochs * stepsPerEpoch - 1;
  const progress = last > warmUp ? (step - warmUp) / (last - warmUp) : 1;
  const { finalFactor } = schedule;
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return peak * (finalFactor + (1 - finalFactor) * cosine);
}
