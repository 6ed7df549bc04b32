import type { Precision } from "../tensor/element_type.ts";
import type { MetricName } from "../metrics/metric_named.ts";
import type { AuxiliaryLossRecipe } from "./auxiliary_loss_recipe.ts";

/** How long, in what portions, and what is kept. */
export interface TrainingRecipe {
  /** Epochs a fold. */
  readonly epochs: number;
  /** Crops an epoch; every image is drawn equally often to within one. */
  readonly samplesPerEpoch: number;
  /** Crops a step. */
  readonly batchSize: number;
  /** Side of the square crop, pixels of the network's input; a multiple of the network's stride. */
  readonly cropSide: number;
  /** Probability that a crop must contain foreground, where the image has any. */
  readonly foregroundProbability: number;
  /** Epochs between two passes over the validation images; the last epoch is always followed by one. */
  readonly validateEvery: number;
  /**
   * Portions in which a step's crops go through the network, one after the other, so that only one of them is in
   * memory; must divide `batchSize`. The step is that of the whole batch where the loss is a mean over crops and no
   * batch norm looks at them together. @default {1}
   */
  readonly accumulate?: number;
  /**
   * Element type of convolutions and matrix products where TensorFlow runs; everything else stays in float32. bfloat16
   * is faster on processors that have it (AVX512-BF16, AMX) and on GPUs; float16, whose loss is scaled, on GPUs.
   * @default {"float32"}
   */
  readonly precision?: Precision;
  /** Metric over the validation images by whose mean the best weights are chosen. @default {"dice"} */
  readonly metric?: MetricName;
  /** Checkpoints that are kept of the best validations, to be averaged or to vote. @default {1} */
  readonly keepBest?: number;
  /** Mean of the weights over the training, which then is what validates and predicts. @default No mean. */
  readonly average?: AverageRecipe;
  /** Losses of the network's further heads: deep supervision and classification. @default As told there. */
  readonly auxiliaryLoss?: AuxiliaryLossRecipe;
}

/** A mean of the weights over the training. */
export type AverageRecipe =
  | {
    /** Exponential moving average, moved on after each step. */
    readonly name: "ema";
    /** Share of the old average that stays at each step, in (0, 1). */
    readonly decay: number;
  }
  | {
    /** Plain mean of the weights at the ends of epochs: Izmailov et al., "Averaging Weights", 2018. */
    readonly name: "swa";
    /** The first epoch whose end counts, from 1. */
    readonly fromEpoch: number;
  };
