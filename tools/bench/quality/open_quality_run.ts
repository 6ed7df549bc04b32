import type { Dataset } from "../../../lib/datasets/mod.ts";
import type { Folds } from "../../../lib/folds/mod.ts";
import { openRun, type Run } from "../../../lib/run/mod.ts";
import {
  openRunDataset,
  readSplit,
  readSurvey,
} from "../../../lib/stages/mod.ts";

/** A run whose folds are made, with its images. */
export interface OpenedRun {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly folds: Folds;
}

/**
 * Opens a run after its second notebook.
 *
 * @param root The run's folder.
 * @throws {InputError} Where there is none, notebook 01 or 02 has not run, or the data has changed since.
 */
export async function openQualityRun(root: string): Promise<OpenedRun> {
  const run = await openRun(root);
  const survey = await readSurvey(run);
  return {
    run,
    dataset: await openRunDataset(run, survey),
    folds: await readSplit(run, survey),
  };
}
