import type { ProbabilityMap } from "../core/mod.ts";
import { predictProbability } from "../inference/mod.ts";
import { confusion, dice } from "../metrics/mod.ts";
import type { Model } from "../models/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import type { PreparedSample, PreparedSamples } from "./loader/mod.ts";

/** The prediction for one validation image. */
export interface ValidationResult {
  readonly sample: PreparedSample;
  readonly probability: ProbabilityMap;
  /** At the network's resolution, threshold 0.5; 1 where both masks are empty. */
  readonly dice: number;
}

/**
 * Predicts one validation image, without flips, and scores it.
 *
 * @param model The network.
 * @param samples The validation images.
 * @param index Which of them.
 * @param recipe Its `input`.
 */
export async function validate(
  model: Model,
  samples: PreparedSamples,
  index: number,
  { input }: Pick<Recipe, "input">,
): Promise<ValidationResult> {
  const sample = await samples.get(index);
  const plain = { input, inference: { flips: ["none"] } } as const;
  const probability = await predictProbability(model, sample.image, plain);
  const { width, height } = probability;
  const data = Uint8Array.from(probability.data, (p) => p > 0.5 ? 1 : 0);
  const counts = confusion({ data, width, height }, sample.mask);
  return { sample, probability, dice: dice(counts) };
}
