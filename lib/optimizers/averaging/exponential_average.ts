import { InputError } from "../../core/mod.ts";
import { tf } from "../../tensor/mod.ts";
import {
  type AveragedVariables,
  type AverageOptions,
  type WeightAverage,
  weightAverage,
} from "./weight_average.ts";

/** Settings of an exponential average. */
export interface ExponentialAverageOptions extends AverageOptions {
  /** Share of the average that is kept at each update, in [0, 1), such as 0.999. */
  readonly decay: number;
  /**
   * How the decay rises at the beginning, so that early weights are forgotten: `torch_ema`: (1 + n) / (10 + n) at the
   * n-th update; `timm`: 1 - n ** (-2 / 3), `ModelEmaV3`'s warm-up. Never above `decay`. @default {"none"}
   */
  readonly warmUp?: "none" | "torch_ema" | "timm";
  /** So many updates only copy the weights; timm's `update_after_step` where its warm-up is used. @default {0} */
  readonly startAfter?: number;
}

/** The share of the average that is kept at the n-th update, before the limit. */
const rising = {
  none: undefined,
  torch_ema: (n: tf.Scalar) =>
    tf.div(tf.add(n, tf.scalar(1)), tf.add(n, tf.scalar(10))),
  timm: (n: tf.Scalar) => tf.sub(tf.scalar(1), tf.pow(n, tf.scalar(-2 / 3))),
} as const;

/**
 * An exponential moving average (EMA) of a model's weights: average = decay * average + (1 - decay) * weights. Tarvainen
 * and Valpola, "Mean teachers are better role models", 2017.
 *
 * @param variables What is averaged; the average begins with their present values.
 * @param options Decay, warm-up, buffers.
 * @returns The average.
 * @throws {InputError} Where the decay is not in [0, 1), or `startAfter` is not a whole number.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { exponentialAverage } from "./exponential_average.ts";
 *
 * await openBackend();
 * const w = tf.variable(tf.tensor1d([0]));
 * const average = exponentialAverage({ parameters: new Map([["w", w]]) }, { decay: 0.75 });
 * w.assign(tf.tensor1d([8]));
 * average.update();
 * const mean = await average.withAverages(() => w.dataSync()[0]);
 * if (mean !== 2 || w.dataSync()[0] !== 8) throw new Error();
 * ```
 */
export function exponentialAverage(
  variables: AveragedVariables,
  options: ExponentialAverageOptions,
): WeightAverage {
  const { decay, warmUp = "none", startAfter = 0 } = options;
  if (!(decay >= 0 && decay < 1)) {
    throw new InputError(
      `Cannot average weights: decay must be in [0, 1), current value is ${decay}`,
    );
  }
  if (!(Number.isInteger(startAfter) && startAfter >= 0)) {
    throw new InputError(
      `Cannot average weights: startAfter must be a whole number, 0 or more, current value is ${startAfter}`,
    );
  }
  const rise = rising[warmUp];
  const shareOf = (update: tf.Scalar): tf.Scalar => {
    const own = tf.scalar(1 - decay);
    if (!rise && startAfter === 0) return own;
    const counted = tf.sub(update, tf.scalar(startAfter));
    const n: tf.Scalar = tf.maximum(counted, tf.scalar(1));
    const share: tf.Scalar = rise
      ? tf.maximum(tf.sub(tf.scalar(1), rise(n)), own)
      : own;
    return tf.where(tf.greater(counted, tf.scalar(0)), share, tf.scalar(1));
  };
  return weightAverage(variables, shareOf, options);
}
