import type { MetricName } from "../metrics/mod.ts";

/** What a training tells of itself; a notebook draws it, a terminal prints it. Epochs and steps count from 1. */
export type TrainingEvent =
  | StepEvent
  | EpochEvent
  | ValidationEvent
  | SamplesEvent
  | CheckpointEvent
  | InterruptedEvent
  | DoneEvent;

/** After each step. */
export interface StepEvent {
  readonly type: "step";
  readonly epoch: number;
  /** Steps made since the training began, all epochs together. */
  readonly step: number;
  /** Steps of the whole training. */
  readonly steps: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Estimate from the pace since this call began. */
  readonly secondsLeft: number;
}

/** After each epoch and its validation. */
export interface EpochEvent {
  readonly type: "epoch";
  readonly epoch: number;
  /** Epochs of the whole training. */
  readonly epochs: number;
  /** Mean over the epoch's crops. */
  readonly loss: number;
  /** Mean validation Dice, where the epoch was followed by a validation. */
  readonly dice?: number;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Time the epoch took in this call; less than the whole where it was resumed. */
  readonly seconds: number;
  /** Share of the time of its steps that this call waited for batches, 0 to 1. */
  readonly waitShare: number;
}

/** After each pass over the validation images. */
export interface ValidationEvent {
  readonly type: "validation";
  readonly epoch: number;
  /** Mean over the images. */
  readonly meanDice: number;
  /** Dice of each image by id: at the network's resolution, threshold 0.5, no flips, 1 where both masks are empty. */
  readonly dice: Readonly<Record<string, number>>;
  /** The metric that chooses the best weights, where the recipe names another than Dice: its mean over the images. */
  readonly selection?: { readonly metric: MetricName; readonly mean: number };
}

/** When predictions for a few fixed validation images were written. */
export interface SamplesEvent {
  readonly type: "samples";
  readonly epoch: number;
  readonly samples: readonly SamplePrediction[];
}

/** Pictures of one validation image, PNG at the network's resolution. */
export interface SamplePrediction {
  readonly id: string;
  /** The image. */
  readonly imagePath: string;
  /** The label, 0 or 255. */
  readonly maskPath: string;
  /** The probability, 0 to 255. */
  readonly predictionPath: string;
}

/** When a checkpoint was written. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  /**
   * `last`: everything, to go on from. `best`: weights of the best validation. `kept`: weights of one of the best few.
   * `snapshot`: weights at the end of a cycle of the learning rate.
   */
  readonly kind: "last" | "best" | "kept" | "snapshot";
  readonly path: string;
  readonly epoch: number;
}

/** The signal was raised: the state is saved and the training can be resumed. Nothing follows. */
export interface InterruptedEvent {
  readonly type: "interrupted";
  readonly epoch: number;
  /** Steps made since the training began. */
  readonly step: number;
  /** The checkpoint from which it goes on. */
  readonly path: string;
}

/** The training is over. Nothing follows. */
export interface DoneEvent extends TrainingResult {
  readonly type: "done";
}

/** What came out: `done.json` holds the same. */
export interface TrainingResult {
  readonly epochs: number;
  /** Steps of the whole training. */
  readonly steps: number;
  /**
   * Mean validation Dice of the best epoch: the best of all, unless the recipe chooses by another metric. It chose the checkpoint, so it is a little too good (the maximum of a few noisy
   * numbers): report the score of out-of-fold maps with a held-out set beside it.
   */
  readonly bestDice: number;
  /** The epoch of `best.safetensors`. */
  readonly bestEpoch: number;
  /** Mean validation Dice after the last epoch; nothing was chosen by it. */
  readonly lastDice: number;
}
