import type { Loss } from "../losses/mod.ts";
import type { Model } from "../models/mod.ts";
import type { Optimizer } from "../optimizers/mod.ts";
import { gradients, tf } from "../tensor/mod.ts";
import type { Batch } from "./loader/mod.ts";

/** What learns. */
export interface Learner {
  readonly model: Model;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

/**
 * Makes one step: forward, backward, change of the weights. No tensor is left behind.
 *
 * @param learner Network, loss and optimiser.
 * @param batch Images and labels.
 * @param learningRate This step's rate.
 * @returns The batch's loss before the change; it may be NaN or infinite.
 *
 * @example
 * ```ts
 * import { buildLoss } from "../losses/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { buildOptimizer } from "../optimizers/mod.ts";
 * import { openBackend } from "../tensor/mod.ts";
 * import { trainStep } from "./train_step.ts";
 *
 * await openBackend();
 * const model = buildModel({ name: "unet", widths: [4, 8] }, { inputChannels: 1, seed: 1 });
 * const recipe = { name: "adamw", learningRate: 0.01, weightDecay: 0 } as const;
 * const optimizer = buildOptimizer(recipe, model.parameters);
 * const learner = { model, loss: buildLoss([{ name: "bce", weight: 1 }]), optimizer };
 * const x = Float32Array.from({ length: 64 }, (_, i) => i % 3);
 * const batch = { x, y: x.map((v) => (v > 1 ? 1 : 0)), ids: ["a"], side: 8, channels: 1 };
 * const losses = Array.from({ length: 10 }, () => trainStep(learner, batch, 0.01));
 * if (!(losses[9]! < losses[0]!)) throw new Error();
 * ```
 */
export function trainStep(
  { model, loss, optimizer }: Learner,
  batch: Batch,
  learningRate: number,
): number {
  const { x, y, ids, side, channels } = batch;
  const images = tf.tensor4d(x, [ids.length, side, side, channels]);
  const target = tf.tensor4d(y, [ids.length, side, side, 1]);
  const result = gradients(
    model.parameters,
    () => loss(model.forward(images, { training: true }), target),
  );
  tf.tidy(() => optimizer.step(result.gradients, tf.scalar(learningRate)));
  const value = result.loss.dataSync()[0]!;
  tf.dispose([images, target, result.loss, ...result.gradients.values()]);
  return value;
}
