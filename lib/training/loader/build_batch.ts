import { augmentCrop } from "../../augment/mod.ts";
import { randomSource } from "../../core/mod.ts";
import { levelTables, normaliseInto } from "../../inference/normalise.ts";
import type { Recipe } from "../../recipes/recipe.ts";
import type { PreparedSample } from "./prepared_samples.ts";

/** Numbers for one step. */
export interface Batch {
  /** Normalised images [size, side, side, channels]. */
  readonly x: Float32Array;
  /** Labels [size, side, side, 1], 0 or 1. */
  readonly y: Float32Array;
  /** The images that the crops were taken from. */
  readonly ids: readonly string[];
  /** Pixels a side of a crop. */
  readonly side: number;
  /** Channels of `x`. */
  readonly channels: number;
}

/** What one batch is made from; it can be sent to a worker. */
export interface BatchPlan {
  /** The images, in order. */
  readonly samples: readonly PreparedSample[];
  /** The run's seed. */
  readonly seed: number;
  /** Counted from 1. */
  readonly epoch: number;
  /** Position of the first crop in the epoch, from 0. */
  readonly position: number;
  /** What is done to the images. */
  readonly recipe: Pick<Recipe, "input" | "augment" | "training">;
}

/**
 * Crops, augments and normalises the images of one batch. Each crop has a random source of its own, keyed by seed,
 * epoch, position and id, so it does not matter where and when the batch is made.
 *
 * @param plan Images and keys.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../../recipes/mod.ts";
 * import { buildBatch } from "./build_batch.ts";
 *
 * const image = { data: new Uint8Array(48).fill(255), width: 4, height: 4, channels: 3 as const };
 * const mask = { data: new Uint8Array(16), width: 4, height: 4 };
 * const samples = [{ id: "a", image, mask }];
 * const batch = buildBatch({ samples, seed: 1, epoch: 1, position: 0, recipe: unetBaseline });
 * if (batch.y.length !== unetBaseline.training.cropSide ** 2) throw new Error();
 * ```
 */
export function buildBatch(plan: BatchPlan): Batch {
  const { samples, seed, epoch, recipe } = plan;
  const { cropSide, foregroundProbability } = recipe.training;
  const { channels } = recipe.input;
  const options = {
    cropSide,
    foregroundProbability,
    steps: recipe.augment,
  };
  const tables = levelTables(recipe.input);
  const pixels = cropSide * cropSide;
  const x = new Float32Array(samples.length * pixels * channels);
  const y = new Float32Array(samples.length * pixels);
  samples.forEach((sample, i) => {
    const { id } = sample;
    const random = randomSource(seed, "augment", epoch, plan.position + i, id);
    const { image, mask } = augmentCrop(sample, options, random);
    normaliseInto(image.data, tables, x, i * pixels * channels);
    y.set(mask.data, i * pixels);
  });
  return { x, y, ids: samples.map(({ id }) => id), side: cropSide, channels };
}
