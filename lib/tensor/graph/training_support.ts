// For tests only: a small network that is trained, eagerly or compiled.
import * as tf from "@tensorflow/tfjs-core";
import { buildLoss, type LossMode } from "../../losses/mod.ts";
import { buildModel } from "../../models/mod.ts";
import {
  buildOptimizer,
  exponentialAverage,
  GradientAccumulator,
} from "../../optimizers/mod.ts";
import type { LossTerm } from "../../recipes/loss_term.ts";
import type { OptimizerRecipe } from "../../recipes/optimizer_recipe.ts";
import { gradients } from "../gradients.ts";
import { dropout } from "../regularization/mod.ts";
import type { CompileOptions } from "./compile.ts";
import { compileStrictly, pattern } from "./test_support.ts";

/** What is trained and how. */
export interface TrainingOptions {
  readonly optimizer: OptimizerRecipe;
  /** @default Binary cross-entropy and Dice. */
  readonly terms?: readonly LossTerm[];
  /** @default {"binary"} */
  readonly mode?: LossMode;
  /** Batches that make one step. @default {1} */
  readonly accumulate?: number;
  /** @default {[4, 8]} */
  readonly widths?: readonly number[];
}

type Inputs = {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly learningRate: tf.Tensor;
  readonly number: tf.Tensor;
};

/** A U-Net with batch norm, dropout of its input by the step, an exponential average of its weights. */
export function openTraining(options: TrainingOptions) {
  const {
    terms = [{ name: "bce", weight: 1 }, { name: "dice", weight: 0.5 }],
    mode = "binary",
    accumulate = 1,
    widths = [4, 8],
  } = options;
  const outputChannels = mode === "binary" ? 1 : 3;
  const model = buildModel({ name: "unet", widths }, {
    inputChannels: 2,
    outputChannels,
    seed: 3,
  });
  const optimizer = buildOptimizer(options.optimizer, model.parameters);
  const average = exponentialAverage(model, {
    decay: 0.9,
    warmUp: "torch_ema",
  });
  const accumulator = new GradientAccumulator(model.parameters);
  const loss = buildLoss(terms, { mode });
  const boundary = tf.keep(pattern([2, 8, 8], 2));

  const step = ({ x, y, learningRate, number }: Inputs, variant: string) => {
    const images = dropout(x, 0.25, { seed: 5, layer: 0, step: number });
    const { loss: value, gradients: own } = gradients(
      model.parameters,
      () => {
        const logits = model.forward(images as tf.Tensor4D, { training: true });
        return loss(logits, y, { boundary });
      },
    );
    accumulator.add(own);
    if (variant === "last") {
      optimizer.step(accumulator.take(), learningRate as tf.Scalar);
      average.update();
    }
    return { loss: value };
  };
  const variables = new Map<string, tf.Variable>();
  const states = {
    parameters: model.parameters,
    buffers: model.buffers,
    optimizer: optimizer.state(),
    average: average.state(),
    accumulator: accumulator.state(),
  };
  for (const [part, members] of Object.entries(states)) {
    members.forEach((variable, name) =>
      variables.set(`${part} ${name}`, variable)
    );
  }

  return {
    variables,
    /** Runs `count` steps from the number `first` on; with no options eagerly. */
    train(first: number, count: number, compiled?: CompileOptions): number[] {
      const run = compiled && compileStrictly(step, compiled);
      const losses = Array.from(
        { length: count },
        (_, i) =>
          tf.tidy(() => {
            const number = first + i;
            const x = pattern([2, 8, 8, 2], number % 4);
            const mean = tf.mean(x, 3, true);
            const inputs = {
              x,
              y: mode === "multiclass"
                ? tf.cast(tf.mul(tf.abs(tf.squeeze(mean, [3])), 2.99), "int32")
                : tf.cast(
                  tf.greater(tf.tile(mean, [1, 1, 1, outputChannels]), 0),
                  "float32",
                ),
              learningRate: tf.scalar(0.01 / (1 + 0.1 * number)),
              number: tf.scalar(number, "int32"),
            };
            const variant = (number + 1) % accumulate === 0 ? "last" : "";
            const { loss } = run?.run(inputs, variant) ?? step(inputs, variant);
            return loss.dataSync()[0]!;
          }),
      );
      run?.dispose();
      return losses;
    },
    /** The values of all that must be saved. */
    values: () =>
      new Map(
        [...variables].map(([name, v]) =>
          [name, v.dataSync().slice()] as const
        ),
      ),
    dispose() {
      boundary.dispose();
      accumulator.dispose();
      average.dispose();
      optimizer.dispose();
      model.dispose();
    },
  };
}
