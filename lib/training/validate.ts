import type { ProbabilityMap } from "../core/mod.ts";
import { predictProbability } from "../inference/mod.ts";
import { type MetricName, metricNamed } from "../metrics/mod.ts";
import type { Model } from "../models/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import type { PreparedSample } from "./loader/mod.ts";

/** The prediction for one validation image. */
export interface ValidationResult {
  readonly sample: PreparedSample;
  readonly probability: ProbabilityMap;
  /** At the network's resolution, threshold 0.5; 1 where both masks are empty. */
  readonly dice: number;
  /** The metric that chooses the best weights, likewise; lengths in pixels. */
  readonly score: number;
}

/**
 * Predicts one validation image, without flips, and scores it.
 *
 * @param model The network.
 * @param sample The image and its label.
 * @param metric What chooses the best weights.
 * @param recipe Its `input`.
 */
export async function validate(
  model: Model,
  sample: PreparedSample,
  metric: MetricName,
  { input }: Pick<Recipe, "input">,
): Promise<ValidationResult> {
  const plain = { input, inference: { flips: ["none"] } } as const;
  const probability = await predictProbability(model, sample.image, plain);
  const { width, height } = probability;
  const data = Uint8Array.from(probability.data, (p) => p > 0.5 ? 1 : 0);
  const score = (name: MetricName) =>
    metricNamed(name)({ data, width, height }, sample.mask);
  return { sample, probability, dice: score("dice"), score: score(metric) };
}
