import {
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  dropout,
  tf,
} from "../../tensor/mod.ts";
import type { ClassificationHeadRecipe } from "../../recipes/model_recipe.ts";
import type { ForwardOptions } from "../model.ts";
import { type Scope, XAVIER_UNIFORM } from "../parameters/mod.ts";

/** From the coarsest feature to logits of the whole image. */
export interface ClassificationHeadOptions extends ClassificationHeadRecipe {
  /** Channels of the feature. */
  readonly inputs: number;
  readonly classes: number;
}

/** The number of its draws; encoders' layers have small ones. */
const DRAWS = 2 ** 20;

/**
 * `ClassificationHead` of segmentation_models.pytorch: pooling to one number a channel, dropout while training, a linear
 * layer (`classification_head.3`). For masks that are often empty it learns whether there is anything at all.
 *
 * @param root Where the parameters stand.
 * @param options Size, pooling (`avg`), dropout (0.2).
 * @returns Gives logits [batch, classes]. Without `draw` nothing is dropped.
 *
 * @example
 * ```ts
 * import { openBackend, tf } from "../../tensor/mod.ts";
 * import { ParameterStore, Scope, seededValues } from "../parameters/mod.ts";
 * import { classificationHead } from "./classification_head.ts";
 *
 * await openBackend();
 * const store = new ParameterStore();
 * const head = classificationHead(new Scope(store), { inputs: 8, classes: 2 });
 * store.create(seededValues(1));
 * const logits = head(tf.ones([3, 4, 4, 8]), { training: false });
 * if (logits.shape.join() !== "3,2") throw new Error();
 * if (!store.parameters.has("classification_head.3.weight")) throw new Error();
 * ```
 */
export function classificationHead(
  root: Scope,
  options: ClassificationHeadOptions,
): (feature: tf.Tensor4D, forward: ForwardOptions) => tf.Tensor2D {
  const { inputs, classes, pooling = "avg", dropout: probability = 0.2 } =
    options;
  const { weight, bias } = root.linear("classification_head.3", {
    inputs,
    outputs: classes,
    initials: XAVIER_UNIFORM,
  });
  const pool = pooling === "avg" ? adaptiveAvgPool2d : adaptiveMaxPool2d;
  return (feature, { training, draw }) =>
    tf.tidy(() => {
      const pooled = pool(feature, [1, 1]);
      const numbers: tf.Tensor2D = tf.reshape(pooled, [-1, inputs]);
      const kept = training && draw
        ? dropout(numbers, probability, { ...draw, layer: DRAWS })
        : numbers;
      const matrix = weight.variable as unknown as tf.Tensor2D;
      return tf.add<tf.Tensor2D>(tf.matMul(kept, matrix), bias.variable);
    });
}
