import type { Loss } from "../losses/mod.ts";
import type { Model } from "../models/mod.ts";
import type { AuxiliaryLossRecipe } from "../recipes/auxiliary_loss_recipe.ts";
import {
  GradientAccumulator,
  type LossScaledOptimizer,
  type Optimizer,
  type WeightAverage,
} from "../optimizers/mod.ts";
import { compile, gradients, type Precision, tf } from "../tensor/mod.ts";
import type { Batch } from "./loader/mod.ts";
import { outputsLoss } from "./outputs_loss.ts";

/** What a learner is put together from; all of it stays the caller's. */
export interface LearnerParts {
  readonly model: Model;
  /** Of the prediction. */
  readonly loss: Loss;
  /** Of the network's further heads. @default As `outputsLoss` has it. */
  readonly auxiliaryLoss?: AuxiliaryLossRecipe;
  /** With a scale for the loss where the precision is float16. */
  readonly optimizer: Optimizer | LossScaledOptimizer;
  /** Parameters that learn, by name. @default {model.parameters} */
  readonly trained?: ReadonlyMap<string, tf.Variable>;
  /** Crops that go through the network together; a larger batch goes in portions. @default The whole batch. */
  readonly portion?: number;
  /** Moved on after each change of the weights. */
  readonly average?: WeightAverage;
  /** Element type of convolutions and matrix products. @default {"float32"} */
  readonly precision?: Precision;
  /** Seed of what the network draws while training, such as dropped paths. @default {0} */
  readonly seed?: number;
}

/** Changes a network's weights by batches. */
export interface Learner {
  /**
   * Makes one step: forward, backward, change of the weights, running statistics, average. No tensor is left behind.
   *
   * @param batch Images and labels.
   * @param learningRate This step's rate.
   * @param momentum This step's momentum, where the schedule moves it.
   * @param auxiliaryFactor What the weights of deep supervision's coarser levels are multiplied with, where they fade.
   * @returns The batch's loss before the change; it may be NaN or infinite.
   */
  step(
    batch: Batch,
    learningRate: number,
    momentum?: number,
    auxiliaryFactor?: number,
  ): number;
  /** Brings the variables of model, optimiser and average up to date, to be saved or used elsewhere. */
  readBack(): void;
  /** Frees what the learner made itself. */
  dispose(): void;
}

/** Tensors of one portion of a batch. */
type PortionInputs = {
  readonly images: tf.Tensor4D;
  readonly target: tf.Tensor4D;
  readonly learningRate: tf.Scalar;
  /** Which portion of the batch it is, from 0. */
  readonly portion: tf.Scalar;
  readonly momentum?: tf.Scalar;
  readonly auxiliaryFactor?: tf.Scalar;
};

/**
 * Puts a learner together. A step is one function of tensors without a value read back; TensorFlow runs it as one graph,
 * in which the weights live between `readBack` calls.
 *
 * @param parts Network, loss, optimiser.
 *
 * @example
 * ```ts
 * import { buildLoss } from "../losses/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { buildOptimizer } from "../optimizers/mod.ts";
 * import { openBackend } from "../tensor/mod.ts";
 * import { openLearner } from "./train_step.ts";
 *
 * await openBackend();
 * const model = buildModel({ name: "unet", widths: [4, 8] }, { inputChannels: 1, seed: 1 });
 * const recipe = { name: "adamw", learningRate: 0.01, weightDecay: 0 } as const;
 * const optimizer = buildOptimizer(recipe, model.parameters);
 * const learner = openLearner({ model, loss: buildLoss([{ name: "bce", weight: 1 }]), optimizer });
 * const x = Float32Array.from({ length: 64 }, (_, i) => i % 3);
 * const batch = { x, y: x.map((v) => (v > 1 ? 1 : 0)), ids: ["a"], side: 8, channels: 1 };
 * const losses = Array.from({ length: 10 }, () => learner.step(batch, 0.01));
 * if (!(losses[9]! < losses[0]!)) throw new Error();
 * ```
 */
export function openLearner(parts: LearnerParts): Learner {
  const { model, optimizer, average, portion = Infinity } = parts;
  const loss = outputsLoss(parts.loss, parts.auxiliaryLoss);
  const trained = parts.trained ?? model.parameters;
  const accumulator = portion < Infinity
    ? new GradientAccumulator(trained)
    : undefined;
  const stepsMade = optimizer.state().get("step")!;

  /** Learns from a portion; the weights are changed after a batch's last one only. */
  function learn(inputs: PortionInputs, isLast: boolean): tf.Scalar {
    const { images, target, learningRate, momentum, auxiliaryFactor } = inputs;
    const draw = {
      seed: parts.seed ?? 0,
      step: drawStep(stepsMade, inputs.portion),
    };
    const { loss: scaled, gradients: own } = gradients(
      trained,
      () => {
        const outputs = model.outputs(images, { training: true, draw });
        const value = loss(outputs, target, auxiliaryFactor);
        return "scaled" in optimizer ? optimizer.scaled(value) : value;
      },
    );
    // Before the step, which may change the scale.
    const value = "unscaled" in optimizer ? optimizer.unscaled(scaled) : scaled;
    accumulator?.add(own, images.shape[0]);
    if (isLast) {
      optimizer.step(accumulator?.take() ?? own, learningRate, momentum);
      average?.update();
    }
    return value;
  }

  const compiled = compile(
    (inputs: PortionInputs, variant: string) => ({
      loss: learn(inputs, variant === LAST),
    }),
    {
      name: "the training step",
      ...(parts.precision ? { precision: parts.precision } : {}),
    },
  );

  return {
    step(batch, learningRate, momentum, auxiliaryFactor) {
      const count = batch.ids.length;
      let sum = 0;
      for (let first = 0; first < count; first += portion) {
        const end = Math.min(first + portion, count);
        const inputs = tf.tidy(() => ({
          ...portionOf(batch, first, end),
          portion: tf.scalar(first / Math.min(portion, count), "int32"),
          learningRate: tf.scalar(learningRate),
          ...(momentum === undefined ? {} : { momentum: tf.scalar(momentum) }),
          ...(auxiliaryFactor === undefined
            ? {}
            : { auxiliaryFactor: tf.scalar(auxiliaryFactor) }),
        }));
        const outputs = compiled.run(inputs, end === count ? LAST : "");
        sum += outputs.loss.dataSync()[0]! * (end - first);
        tf.dispose([inputs, outputs]);
      }
      return sum / count;
    },
    readBack: () => compiled.readBack(),
    dispose() {
      compiled.dispose();
      accumulator?.dispose();
    },
  };
}

/** The variant of a batch's last portion, after which the weights are changed. */
const LAST = "last";
/** More portions than any batch has. */
const MOST_PORTIONS = 4096;

/** A number that no other portion of the training has. */
function drawStep(stepsMade: tf.Tensor, portion: tf.Scalar): tf.Scalar {
  const before = tf.mul(
    tf.cast(stepsMade, "int32"),
    tf.scalar(MOST_PORTIONS, "int32"),
  );
  return tf.add(before, portion);
}

/** Images and labels of some crops of a batch. */
function portionOf(batch: Batch, first: number, end: number) {
  const { side } = batch;
  const part = (values: Float32Array, channels: number) => {
    const each = side * side * channels;
    return tf.tensor4d(
      values.subarray(first * each, end * each),
      [end - first, side, side, channels],
    );
  };
  return { images: part(batch.x, batch.channels), target: part(batch.y, 1) };
}
