import { writeJsonAtomic } from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import type { Folds } from "../folds/mod.ts";
import type { Run } from "../run/mod.ts";
import { boardSizes } from "./board_sizes.ts";
import { MapSources } from "./map_sources.ts";
import { checkOutOfFold } from "./out_of_fold.ts";
import { searchChoice } from "./search_choice.ts";
import { readStepContexts } from "./step_contexts.ts";
import { readSurvey, type StageProgress } from "./survey.ts";
import type { ThresholdFile } from "./threshold_file.ts";

/** What notebook 05 works with. */
export interface SearchRunOptions {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly folds: Folds;
  /** Threads; 0 for none. @default {one a core, at most four} */
  readonly workers?: number;
  /** Ends it between two images. */
  readonly signal?: AbortSignal;
  readonly onProgress?: StageProgress;
}

/**
 * Searches on the run's out-of-fold maps what its recipe says, as `searchChoice` does, and writes `threshold.json`. The
 * scores of settings that are tried are kept in `setting_scores.jsonl`: a search that was interrupted goes on.
 *
 * @param options The run, its images and its split.
 * @returns What was written.
 * @throws {InputError} Where a fold has no maps yet, or they are of another split, checkpoint or data, or nothing meets
 * the recipe's constraints.
 * @throws {DOMException} The signal's reason; `threshold.json` stays as it was.
 */
export async function searchRun(
  options: SearchRunOptions,
): Promise<ThresholdFile> {
  const { run, folds, workers, signal, onProgress } = options;
  const maps = await checkOutOfFold(run, folds);
  const contexts = await readStepContexts(run);
  const sources = new MapSources({ ...options, contexts });
  const file = await searchChoice({
    recipe: run.config.recipe,
    images: () => sources.all(),
    count: sources.count,
    maps,
    boards: boardSizes(run.config, await readSurvey(run)),
    seed: run.config.seed,
    cache: run.folder.settingScores,
    ...(workers === undefined ? {} : { workers }),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  await writeJsonAtomic(run.folder.threshold, file);
  return file;
}
