/** What every schedule has: the rise at the beginning. */
interface ScheduleRecipeBase {
  /** Epochs in which the rate rises in a line to the peak. */
  readonly warmUpEpochs: number;
  /**
   * The first rate as a share of the peak; the peak is reached after the warm-up. @default One share of the line: the
   * first step has 1 / steps, the warm-up's last step has the peak.
   */
  readonly warmUpFrom?: number;
  /**
   * The schedule runs from the first step and the warm-up is multiplied with it, instead of coming before it.
   * @default {false}
   */
  readonly warmUpOverlaps?: boolean;
}

/** Schedules whose rate may move at each step or be held over an epoch. */
interface SteppedScheduleRecipe extends ScheduleRecipeBase {
  /** How often the rate moves. @default {"step"} */
  readonly every?: "step" | "epoch";
}

/** The peak throughout. */
export interface ConstantScheduleRecipe extends ScheduleRecipeBase {
  readonly name: "constant";
  /** Has no effect. */
  readonly finalFactor?: number;
}

/** Falls by a factor after each so many epochs (PyTorch's `StepLR`). */
export interface StepScheduleRecipe extends ScheduleRecipeBase {
  readonly name: "step";
  /** Epochs between two falls. */
  readonly epochs: number;
  /** Each fall's factor. */
  readonly factor: number;
}

/** Falls by a factor at given epochs (PyTorch's `MultiStepLR`). */
export interface MultiStepScheduleRecipe extends ScheduleRecipeBase {
  readonly name: "multi_step";
  /** Epochs after which the rate falls, rising. */
  readonly milestones: readonly number[];
  /** Each fall's factor. */
  readonly factor: number;
}

/** Falls by a factor an epoch (PyTorch's `ExponentialLR`), steadily where it moves at each step. */
export interface ExponentialScheduleRecipe extends SteppedScheduleRecipe {
  readonly name: "exponential";
  /** Factor of an epoch. */
  readonly factor: number;
}

/**
 * Falls as (1 - progress) ** power (PyTorch's `PolynomialLR`; power 1 is a line) and would reach its end one step (or
 * epoch) after the last.
 */
export interface PolynomialScheduleRecipe extends SteppedScheduleRecipe {
  readonly name: "polynomial";
  /** 0.9 in DeepLab and nnU-Net, 1 is a line. */
  readonly power: number;
  /** The rate at the end as a share of the peak. */
  readonly finalFactor: number;
}

/** Falls along half a cosine (PyTorch's `CosineAnnealingLR`). */
export interface CosineScheduleRecipe extends SteppedScheduleRecipe {
  readonly name: "cosine";
  /** The last rate as a share of the peak. */
  readonly finalFactor: number;
  /**
   * Epochs of half a cosine, PyTorch's `T_max`; where the training is longer, the rate rises and falls again.
   * @default The whole training: the last step has the last rate.
   */
  readonly halfPeriodEpochs?: number;
}

/** Falls along half a cosine and starts again (SGDR, PyTorch's `CosineAnnealingWarmRestarts`). */
export interface CosineRestartsScheduleRecipe extends SteppedScheduleRecipe {
  readonly name: "cosine_restarts";
  /** Epochs of the first cycle, PyTorch's `T_0`. */
  readonly cycleEpochs: number;
  /** Each cycle is so many times as long as the one before, PyTorch's `T_mult`. @default {1} */
  readonly cycleFactor?: number;
  /** The lowest rate as a share of the peak. */
  readonly finalFactor: number;
}

/** Rises to the peak and falls far below (Smith and Topin, 2018, PyTorch's `OneCycleLR`), over the whole training. */
export interface OneCycleScheduleRecipe extends ScheduleRecipeBase {
  readonly name: "one_cycle";
  /** Share of the training in which the rate rises, PyTorch's `pct_start`. @default {0.3} */
  readonly riseShare?: number;
  /** The first rate is the peak divided by this, PyTorch's `div_factor`. @default {25} */
  readonly startDivisor?: number;
  /** The last rate is the first divided by this, PyTorch's `final_div_factor`. @default {1e4} */
  readonly finalDivisor?: number;
  /** Falls first as it rose, then to the end. @default {false} */
  readonly threePhase?: boolean;
  /** Form of rise and fall. @default {"cosine"} */
  readonly form?: "cosine" | "linear";
  /** Momentum (Adam's first beta) at the lowest and the highest, moved against the rate. @default Not moved. */
  readonly momentum?: { readonly lowest: number; readonly highest: number };
}

/** Falls where validation no longer gets better (PyTorch's `ReduceLROnPlateau`). */
export interface PlateauScheduleRecipe extends ScheduleRecipeBase {
  readonly name: "plateau";
  /** Whether a smaller or a larger metric is better. */
  readonly mode: "min" | "max";
  /** Each fall's factor. */
  readonly factor: number;
  /** Validations without a better metric that are borne. */
  readonly patience: number;
  /** By how much a metric must be better. @default {1e-4} */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best or a difference. @default {"relative"} */
  readonly thresholdMode?: "relative" | "absolute";
  /** Validations after a fall in which nothing is counted. @default {0} */
  readonly cooldown?: number;
  /** The lowest rate as a share of the peak. @default {0} */
  readonly finalFactor?: number;
}

/** How the learning rate moves. */
export type ScheduleRecipe =
  | ConstantScheduleRecipe
  | StepScheduleRecipe
  | MultiStepScheduleRecipe
  | ExponentialScheduleRecipe
  | PolynomialScheduleRecipe
  | CosineScheduleRecipe
  | CosineRestartsScheduleRecipe
  | OneCycleScheduleRecipe
  | PlateauScheduleRecipe;
