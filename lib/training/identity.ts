import { InputError } from "../core/mod.ts";
import type { Recipe } from "../recipes/mod.ts";

/** The parts of a recipe on which the weights depend. */
const TRAINING_PARTS = [
  "input",
  "augment",
  "model",
  "loss",
  "optimizer",
  "schedule",
  "training",
] as const;

/** Everything on which a fold's weights depend. A checkpoint carries it, so that it is never gone on with otherwise. */
export interface TrainingIdentity {
  readonly recipe: Pick<Recipe, typeof TRAINING_PARTS[number]>;
  /** Fingerprint of the data set. */
  readonly data: string;
  readonly seed: number;
  readonly fold: number;
  /** Ids, in order. */
  readonly training: readonly string[];
  /** Ids, in order. */
  readonly validation: readonly string[];
  /** SHA-256 of the file from which the encoder starts; absent where all weights are drawn from the seed. */
  readonly initialWeights?: string;
}

/**
 * Gathers what a fold's weights depend on.
 *
 * @param given The whole recipe and the rest; folds, inference and search may change between two calls of a training.
 *
 * @example
 * ```ts
 * import { unetBaseline } from "../recipes/mod.ts";
 * import { trainingIdentity } from "./identity.ts";
 *
 * const rest = { data: "1f", seed: 1, fold: 0, training: ["a"], validation: ["b"] };
 * const { recipe } = trainingIdentity({ recipe: unetBaseline, ...rest });
 * if ("search" in recipe || recipe.model !== unetBaseline.model) throw new Error();
 * ```
 */
export function trainingIdentity(
  given: Omit<TrainingIdentity, "recipe"> & { readonly recipe: Recipe },
): TrainingIdentity {
  const { recipe, ...rest } = given;
  const { input, augment, model, loss, optimizer, schedule } = recipe;
  return {
    recipe: {
      input,
      augment,
      model,
      loss,
      optimizer,
      schedule,
      training: recipe.training,
    },
    ...rest,
  };
}

/** Paths and values at which two JSON values differ, as "training.epochs was 2, is 3". */
function differences(path: string, was: unknown, is: unknown): string[] {
  const branches = [was, is].every((v) => typeof v === "object" && v !== null);
  if (!branches) {
    if (was === is) return [];
    const show = (value: unknown) => JSON.stringify(value) ?? "absent";
    return [`${path} was ${show(was)}, is ${show(is)}`];
  }
  const [a, b] = [was, is] as Record<string, unknown>[];
  const keys = new Set([...Object.keys(a!), ...Object.keys(b!)]);
  return [...keys].flatMap((key) =>
    differences(path ? `${path}.${key}` : key, a![key], b![key])
  );
}

/**
 * Refuses to go on with a training whose recipe, data, seed, fold or initial weights have changed.
 *
 * @param saved What the checkpoint carries.
 * @param current What is asked for.
 * @param file The checkpoint.
 * @throws {InputError} Where they differ; names the keys (the first three).
 *
 * @example
 * ```ts
 * import { checkIdentity, trainingIdentity } from "./identity.ts";
 * import { unetBaseline } from "../recipes/mod.ts";
 *
 * const rest = { recipe: unetBaseline, data: "1f", fold: 0, training: ["a"], validation: ["b"] };
 * const identity = (seed: number) => trainingIdentity({ ...rest, seed });
 * checkIdentity(identity(1), identity(1), "last.safetensors");
 * let message = "";
 * try {
 *   checkIdentity(identity(1), identity(2), "last.safetensors");
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("seed was 1, is 2")) throw new Error(message);
 * ```
 */
export function checkIdentity(
  saved: TrainingIdentity,
  current: TrainingIdentity,
  file: string,
): void {
  // As JSON would give it back: keys with the value undefined are absent.
  const asked: unknown = JSON.parse(JSON.stringify(current));
  const changes = differences("", saved, asked);
  if (changes.length === 0) return;
  const more = changes.length > 3 ? `, and ${changes.length - 3} more` : "";
  throw new InputError(
    `Cannot go on with the training: it must be asked for as it was begun, but ${
      changes.slice(0, 3).join("; ")
    }${more}`,
    {
      file,
      remedy: "Ask for what was begun, or train into a new run folder.",
    },
  );
}
