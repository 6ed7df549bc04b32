import type { StepContext } from "../postprocess/mod.ts";
import { needsClassScore } from "../recipes/mod.ts";
import type { Run } from "../run/mod.ts";
import { readClassScores } from "./class_scores.ts";
import { readOutOfFoldIndex } from "./out_of_fold.ts";
import type { OutOfFoldEntry } from "./out_of_fold_entry.ts";

/** What the recipe's steps are told of the images of some folds; nothing where they ask for nothing. */
async function contextsOf(
  run: Run,
  wanted: (entry: OutOfFoldEntry) => boolean,
): Promise<ReadonlyMap<string, StepContext>> {
  const contexts = new Map<string, StepContext>();
  if (!needsClassScore(run.config.recipe.postprocess)) return contexts;
  const { folds } = await readOutOfFoldIndex(run);
  for (const entry of folds.filter(wanted)) {
    for (const [id, classScore] of await readClassScores(run, entry)) {
      contexts.set(id, { classScore });
    }
  }
  return contexts;
}

/**
 * Reads what the recipe's steps are told of each image beside its out-of-fold map: P(object present), from the network
 * that has not seen the image.
 *
 * @param run The run.
 * @returns By the images' ids; empty where no step asks for it, as in runs that were made before there were scores.
 * @throws {InputError} Where a step asks for it and notebook 04 has not predicted, or a file is missing or damaged.
 */
export function readStepContexts(
  run: Run,
): Promise<ReadonlyMap<string, StepContext>> {
  return contextsOf(run, () => true);
}

/**
 * The same of one image.
 *
 * @param run The run.
 * @param id The image.
 * @throws {InputError} As {@linkcode readStepContexts}.
 */
export async function readStepContext(
  run: Run,
  id: string,
): Promise<StepContext> {
  return (await contextsOf(run, ({ ids }) => ids.includes(id))).get(id) ?? {};
}
