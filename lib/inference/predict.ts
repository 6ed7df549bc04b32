import {
  InputError,
  type ProbabilityMap,
  type RasterImage,
} from "../core/mod.ts";
import { anySize, type Model, strideMultiple } from "../models/mod.ts";
import type { InferenceRecipe, InputRecipe } from "../recipes/mod.ts";
import { tf } from "../tensor/mod.ts";
import { toNetworkImage } from "./network_image.ts";
import { levelTables, normaliseInto } from "./normalise.ts";

/** The parts of a recipe that a prediction needs. */
export interface PredictRecipe {
  readonly input: InputRecipe;
  readonly inference: Pick<InferenceRecipe, "flips">;
}

/** What networks say of an image: its map and, where they have a head for it, one number more. */
export interface Prediction extends ProbabilityMap {
  /**
   * P(object present) in [0, 1], from the networks' classification heads: what `multiply_class_score` and
   * `empty_below_score` go by. Absent where a network has no such head of one class.
   */
  readonly classScore?: number;
}

type View = InferenceRecipe["flips"][number];

/** Pixels of one forward pass, all views together: bounds its memory. */
const PIXELS_A_PASS = 2 ** 20;

/** Where a view reads the picture. */
function viewIndices(
  view: View,
  { width, height }: { readonly width: number; readonly height: number },
): { readonly columns: Int32Array; readonly rows: Int32Array } {
  const axis = (length: number, flipped: boolean) =>
    Int32Array.from({ length }, (_, i) => flipped ? length - 1 - i : i);
  return {
    columns: axis(width, view === "horizontal" || view === "both"),
    rows: axis(height, view === "vertical" || view === "both"),
  };
}

/** The views of an image as one batch [views, height, width, channels]. */
function viewBatch(
  image: RasterImage,
  normalised: Float32Array,
  views: readonly View[],
): Float32Array {
  const { channels } = image;
  const batch = new Float32Array(views.length * normalised.length);
  let to = 0;
  for (const view of views) {
    const { columns, rows } = viewIndices(view, image);
    for (const row of rows) {
      for (const column of columns) {
        const from = (row * image.width + column) * channels;
        for (let k = 0; k < channels; k++) batch[to++] = normalised[from + k]!;
      }
    }
  }
  return batch;
}

/** Adds the views' probabilities to `sum`, each flipped back. */
function addViews(
  probabilities: Float32Array,
  views: readonly View[],
  size: { readonly width: number; readonly height: number },
  sum: Float64Array,
): void {
  let from = 0;
  for (const view of views) {
    const { columns, rows } = viewIndices(view, size);
    for (const row of rows) {
      for (const column of columns) {
        sum[row * size.width + column]! += probabilities[from++]!;
      }
    }
  }
}

/**
 * Predicts the foreground of one image with several networks: the plain mean of the probabilities of all networks and
 * all views. The mean is taken after the sigmoid. The probability that there is an object at all, where every network has
 * a classification head of one class, is the same plain mean.
 *
 * The image is shrunk and normalised as the recipe says, and mirrored at the right and at the bottom until its sides
 * divide by the network's stride; the mirrored part is cut off the result. The views of one image run as one batch
 * where they are small enough.
 *
 * @param models At least one; all with the input channels of the recipe and one output.
 * @param image The original image.
 * @param recipe `input` and `inference`.
 * @returns Probabilities at the network's resolution (see `networkSize`); `resizeProbabilityMap` brings them back to
 * the image's. The heads see the whole image, though they learned on crops.
 * @throws {InputError} Where there is no model or no view.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { openBackend } from "../tensor/mod.ts";
 * import { predictEnsemble } from "./predict.ts";
 *
 * await openBackend();
 * const models = [1, 2].map((seed) =>
 *   buildModel({ name: "unet", widths: [4, 8] }, { inputChannels: 3, seed })
 * );
 * const image = { data: new Uint8Array(5 * 7 * 3), width: 7, height: 5, channels: 3 as const };
 * const map = await predictEnsemble(models, image, unetBaseline);
 * if (map.width !== 7 || map.height !== 5 || !map.data.every((p) => p > 0 && p < 1)) throw new Error();
 * // A U-Net without a classification head says nothing of the image as a whole.
 * if (map.classScore !== undefined) throw new Error();
 * ```
 */
export async function predictEnsemble(
  models: readonly Model[],
  image: RasterImage,
  recipe: PredictRecipe,
): Promise<Prediction> {
  const { flips } = recipe.inference;
  if (models.length === 0 || flips.length === 0) {
    throw new InputError(
      `Cannot predict: models and flips must not be empty, current values have ${models.length} and ${flips.length}`,
    );
  }
  const small = toNetworkImage(image, recipe.input);
  const normalised = new Float32Array(small.data.length);
  normaliseInto(small.data, levelTables(recipe.input), normalised, 0);
  const sum = new Float64Array(small.width * small.height);
  const present: number[] = [];
  for (const model of models) {
    const pixels = strideMultiple(small.width, model.stride) *
      strideMultiple(small.height, model.stride);
    const together = Math.max(1, Math.floor(PIXELS_A_PASS / pixels));
    for (let first = 0; first < flips.length; first += together) {
      const views = flips.slice(first, first + together);
      const x = viewBatch(small, normalised, views);
      const { height, width, channels } = small;
      const shape = [views.length, height, width, channels] as const;
      const found = await forward(anySize(model), x, shape);
      addViews(found.pixels, views, small, sum);
      present.push(...found.present);
    }
  }
  const count = models.length * flips.length;
  const data = Float32Array.from(sum, (total) => total / count);
  const map = { data, width: small.width, height: small.height };
  // A mean over some of the networks would be another ensemble's.
  if (present.length < count) return map;
  return { ...map, classScore: present.reduce((a, b) => a + b, 0) / count };
}

/** Probabilities of one batch: [views, height, width, 1], and one a view where there is a head of one class. */
async function forward(
  model: Model,
  x: Float32Array,
  shape: readonly [number, number, number, number],
): Promise<{ readonly pixels: Float32Array; readonly present: Float32Array }> {
  const [pixels, present] = tf.tidy(() => {
    const input = tf.tensor4d(x, [...shape]);
    const { logits, classification } = model.outputs(input, {
      training: false,
    });
    const ofImage = classification?.shape[1] === 1 ? [classification] : [];
    return [logits, ...ofImage].map((some: tf.Tensor) => tf.sigmoid(some));
  });
  try {
    return {
      pixels: await pixels!.data<"float32">(),
      present: await present?.data<"float32">() ?? new Float32Array(),
    };
  } finally {
    pixels!.dispose();
    present?.dispose();
  }
}

/**
 * Predicts the foreground of one image with one network; see {@linkcode predictEnsemble}.
 *
 * @param model One output.
 * @param image The original image.
 * @param recipe `input` and `inference`.
 * @returns Probabilities at the network's resolution; of the whole image where the network has a head for it.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { openBackend } from "../tensor/mod.ts";
 * import { predictProbability } from "./predict.ts";
 *
 * await openBackend();
 * const model = buildModel({ name: "unet", widths: [4, 8] }, { inputChannels: 3, seed: 1 });
 * const image = { data: new Uint8Array(48), width: 4, height: 4, channels: 3 as const };
 * const map = await predictProbability(model, image, unetBaseline);
 * if (map.data.length !== 16) throw new Error();
 * model.dispose();
 * ```
 */
export function predictProbability(
  model: Model,
  image: RasterImage,
  recipe: PredictRecipe,
): Promise<Prediction> {
  return predictEnsemble([model], image, recipe);
}
