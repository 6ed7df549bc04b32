import { describeModel } from "../models/mod.ts";
import { buildOptimizer } from "../optimizers/mod.ts";
import type { TableValue } from "../plots/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import { tf } from "../tensor/mod.ts";

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

/**
 * What a recipe's network is and what memory a step of its training and a prediction will take, before anything is
 * trained. Open a backend first.
 *
 * @param recipe The system.
 * @returns One row; memory is told where TensorFlow's library is open, without the kernels' and the program's own.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { openBackend } from "../tensor/mod.ts";
 * import { modelNeeds } from "./model_needs.ts";
 *
 * await openBackend();
 * const [row] = modelNeeds(unetBaseline);
 * if (row!["size must divide by, px"] !== 8) throw new Error(JSON.stringify(row));
 * ```
 */
export function modelNeeds(
  { model, input, training, inference, optimizer }: Pick<
    Recipe,
    "model" | "input" | "training" | "inference" | "optimizer"
  >,
): Record<string, TableValue>[] {
  const { cropSide, batchSize, accumulate = 1, precision } = training;
  const channels = { inputChannels: input.channels };
  const crops = describeModel(
    model,
    channels,
    { batch: batchSize / accumulate, height: cropSide, width: cropSide },
    {
      moments: momentsOf(optimizer),
      ...(precision ? { precision } : {}),
    },
  );
  const side = input.maximumSide;
  const views = { batch: inference.flips.length, height: side, width: side };
  const image = describeModel(model, channels, views, { training: false });
  return [{
    parameters: crops.parameters,
    "of them trained": crops.trained,
    "features at strides": crops.features
      .map(({ stride, channels }) => `${stride} (${channels})`).join(", "),
    "size must divide by, px": crops.stride,
    ...(crops.training && image.inference
      ? {
        "weights, MB": megabytes(crops.training.weights),
        "optimiser, MB": megabytes(crops.training.moments),
        "activations and gradients, MB": megabytes(crops.training.working),
        "training in all, MB": megabytes(crops.training.total),
        "prediction at most, MB": megabytes(image.inference.total),
      }
      : {}),
  }];
}

/** Numbers that an optimiser keeps for each number that it trains. */
function momentsOf(recipe: Recipe["optimizer"]): number {
  return tf.tidy(() => {
    const size = 97;
    const weight = tf.variable(tf.zeros([size]));
    // Its rules are for parameters by other names.
    const plain = { ...recipe, groups: [] };
    const optimizer = buildOptimizer(plain, new Map([["a.weight", weight]]));
    const kept = [...optimizer.state().values()]
      .filter((variable) => variable.size === size).length;
    optimizer.dispose();
    weight.dispose();
    return kept;
  });
}
