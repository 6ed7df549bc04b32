import type { Folds } from "../folds/mod.ts";
import { loadModel } from "../inference/mod.ts";
import type { Run } from "../run/mod.ts";
import { saveWeights } from "../weights/mod.ts";
import { foldCheckpoint } from "./out_of_fold.ts";

/**
 * Writes the networks that a run predicts with, one a fold, with PyTorch's names and layouts: `load_state_dict` of the
 * same network of segmentation_models.pytorch takes them as they are. A run's own checkpoints hold the optimiser too, and
 * filters in TensorFlow's order of axes.
 *
 * @param run The run.
 * @param folds Its split.
 * @param folder Where they go; made where it is missing. Files of the same names are replaced.
 * @returns Paths, `fold_0.safetensors` first.
 * @throws {InputError} Where a fold is not trained yet; nothing after it is written.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { exportWeights } from "./export_weights.ts";
 *
 * const run = { folder: runFolder("/none"), config: newRunConfig() };
 * let message = "";
 * try {
 *   await exportWeights(run, { folds: [["a"], ["b"]] }, await Deno.makeTempDir());
 * } catch (error) {
 *   message = String(error);
 * }
 * if (!message.includes("Train the fold first")) throw new Error(message);
 * ```
 */
export async function exportWeights(
  run: Run,
  { folds }: Pick<Folds, "folds">,
  folder: string,
): Promise<string[]> {
  const { recipe } = run.config;
  await Deno.mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const fold of folds.keys()) {
    const model = await loadModel(foldCheckpoint(run, fold), recipe);
    try {
      const path = `${folder}/fold_${fold}.safetensors`;
      await saveWeights(model, path, { recipe: recipe.name, fold: `${fold}` });
      paths.push(path);
    } finally {
      model.dispose();
    }
  }
  return paths;
}
