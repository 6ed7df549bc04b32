import type { LossTerm } from "./loss_term.ts";
import type { ModelRecipe } from "./model_recipe.ts";
import type { OptimizerRecipe } from "./optimizer_recipe.ts";
import type { PostprocessStep } from "./postprocess_step.ts";
import type { ScheduleRecipe } from "./schedule_recipe.ts";
import type { SearchRecipe } from "./search_recipe.ts";
import type { TrainingRecipe } from "./training_recipe.ts";

/**
 * A recipe is everything that distinguishes one system from another, as a plain JSON-able value.
 * A new system is a new file in this folder, never a branch elsewhere.
 */
export interface Recipe {
  /** What `--recipe` takes; also the file's name. */
  readonly name: string;
  /** One line for titles. */
  readonly title: string;
  /** Paper, repository or document. */
  readonly source: string;
  /** From the image file to the network's input. */
  readonly input: InputRecipe;
  /** How images are put into folds. */
  readonly folds: FoldRecipe;
  /** Random changes of the training images, in order. */
  readonly augment: readonly AugmentStep[];
  /** The network. */
  readonly model: ModelRecipe;
  /** Terms of the loss; they are added. */
  readonly loss: readonly LossTerm[];
  /** How the weights are changed. */
  readonly optimizer: OptimizerRecipe;
  /** How the learning rate moves. */
  readonly schedule: ScheduleRecipe;
  /** How long and in what portions. */
  readonly training: TrainingRecipe;
  /** From the network to the probability map. */
  readonly inference: InferenceRecipe;
  /** What is searched on the out-of-fold maps. */
  readonly search: SearchRecipe;
  /**
   * From the probability map to the mask, in order. With a step that makes a mask of the map it is an alternative to
   * what the search finds; without one it follows what the search finds.
   */
  readonly postprocess?: readonly PostprocessStep[];
}

/** From the image file to the network's input. */
export interface InputRecipe {
  /** Larger images are shrunk so that the longer side has this many pixels; smaller ones are left as they are. */
  readonly maximumSide: number;
  /** Channels of the network's input: 3 (RGB) or 1 (grey). */
  readonly channels: 1 | 3;
  /** Subtracted from value / 255, a number a channel. */
  readonly mean: readonly number[];
  /** Divides after the mean is subtracted, a number a channel. */
  readonly standardDeviation: readonly number[];
}

/** How images are put into folds. */
export interface FoldRecipe {
  /** Folds of the cross-validation. */
  readonly count: number;
  /** Share of the labelled images held out of all folds, in [0, 1). */
  readonly holdOut: number;
  /** Lower bounds of the area-ratio bins, rising, the first 0. */
  readonly ratioBins: readonly number[];
}

/** One random change; `probability` is that it happens at all. */
export type AugmentStep =
  | { readonly name: "flip_horizontal"; readonly probability: number }
  | { readonly name: "flip_vertical"; readonly probability: number }
  | { readonly name: "rotate_90"; readonly probability: number }
  | {
    readonly name: "affine";
    readonly probability: number;
    /** Largest rotation either way, degrees. */
    readonly rotate: number;
    /** Scale is drawn from [1 - scale, 1 + scale]. */
    readonly scale: number;
    /** Largest shift either way, share of the side. */
    readonly shift: number;
    /** Largest shear either way, degrees. */
    readonly shear: number;
  }
  | {
    readonly name: "brightness_contrast";
    readonly probability: number;
    /** Largest change of brightness either way, share of 255. */
    readonly brightness: number;
    /** Contrast factor is drawn from [1 - contrast, 1 + contrast]. */
    readonly contrast: number;
  }
  | {
    readonly name: "hue_saturation";
    readonly probability: number;
    /** Largest turn of the hue either way, degrees. */
    readonly hue: number;
    /** Saturation factor is drawn from [1 - saturation, 1 + saturation]. */
    readonly saturation: number;
  }
  | {
    readonly name: "gamma";
    readonly probability: number;
    /** Exponent is drawn from [low, high]. */
    readonly low: number;
    readonly high: number;
  }
  | {
    readonly name: "gaussian_noise";
    readonly probability: number;
    /** Largest standard deviation, grey levels. */
    readonly deviation: number;
  }
  | {
    readonly name: "gaussian_blur";
    readonly probability: number;
    /** Largest standard deviation of the kernel, pixels. */
    readonly deviation: number;
  };

/** From the network to the probability map. */
export interface InferenceRecipe {
  /**
   * The fold's weights that predict: `last` (after the last epoch; nothing was chosen by validation images) or `best`
   * (of the best validation, by which the out-of-fold score is a little flattered).
   */
  readonly checkpoint: "last" | "best";
  /** Views whose probabilities are averaged. */
  readonly flips: readonly ("none" | "horizontal" | "vertical" | "both")[];
}
