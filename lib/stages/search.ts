import {
  InputError,
  type Mask,
  type ProbabilityMap,
  writeJsonAtomic,
} from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import type { Folds } from "../folds/mod.ts";
import { resizeProbabilityMap } from "../imaging/mod.ts";
import type { PostprocessOptions } from "../postprocess/mod.ts";
import type { Run } from "../run/mod.ts";
import {
  type CurvePoints,
  type SearchItem,
  type SearchResult,
  searchThreshold,
  thinCurve,
} from "../search/mod.ts";
import { readArtefact } from "./artefact.ts";
import { readOutOfFoldIndex, readOutOfFoldMap } from "./out_of_fold.ts";
import { recordsOf } from "./survey.ts";

/** What notebook 05 chose, and all it chose from: `threshold.json`. */
export interface ThresholdFile extends Omit<SearchResult, "curve"> {
  readonly version: 1;
  readonly curve: CurvePoints;
}

/** An image with its out-of-fold map, both at the image's size. */
export interface OutOfFoldImage {
  readonly id: string;
  readonly map: ProbabilityMap;
  readonly truth: Mask;
}

/**
 * Reads one image's label and out-of-fold map, the map brought to the label's size.
 *
 * @param run The run.
 * @param dataset Its images.
 * @param id The image.
 */
export async function readOutOfFoldImage(
  run: Run,
  dataset: Dataset,
  id: string,
): Promise<OutOfFoldImage> {
  const [record] = recordsOf(dataset.labelled, [id]);
  const { mask } = await dataset.load(record!);
  if (!mask) throw new InputError(`Cannot score ${id}: it must have a label`);
  const map = await readOutOfFoldMap(run, id);
  return {
    id,
    map: resizeProbabilityMap(map, mask.width, mask.height),
    truth: mask,
  };
}

/** The images that have an out-of-fold map; each fold's must be those that it validates on. */
async function outOfFoldIds(run: Run, folds: Folds): Promise<string[]> {
  const index = await readOutOfFoldIndex(run);
  const missing = folds.folds.flatMap((ids, fold) => {
    const entry = index.folds.find((one) => one.fold === fold);
    return entry?.ids.join() === ids.join() ? [] : [fold];
  });
  if (missing.length > 0) {
    throw new InputError(
      `Cannot search: every fold must have its out-of-fold maps, but fold ${
        missing.join(", ")
      } has none of this split`,
      {
        file: run.folder.outOfFold,
        remedy: "Run notebook 04 to its end.",
      },
    );
  }
  return folds.folds.flat();
}

/**
 * Searches threshold and minimum area on the out-of-fold maps and writes `threshold.json`.
 *
 * @param options The run, its images and its split; `signal` ends it between two images.
 * @throws {InputError} Where a fold has no maps yet.
 */
export async function searchRun(options: {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly folds: Folds;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<ThresholdFile> {
  const { run, dataset, folds, signal, onProgress } = options;
  const ids = await outOfFoldIds(run, folds);
  async function* items(): AsyncGenerator<SearchItem> {
    for (const id of ids) yield await readOutOfFoldImage(run, dataset, id);
  }
  const { curve, ...result } = await searchThreshold(
    items(),
    run.config.recipe.search,
    {
      seed: run.config.seed,
      folds: folds.folds,
      ...(signal ? { signal } : {}),
      onProgress: (done) => onProgress?.(done, ids.length),
    },
  );
  const file: ThresholdFile = {
    version: 1,
    ...result,
    curve: thinCurve(curve, 401),
  };
  await writeJsonAtomic(run.folder.threshold, file);
  return file;
}

/**
 * Reads what notebook 05 chose.
 *
 * @param run The run.
 * @throws {InputError} Where notebook 05 has not run.
 */
export function readThreshold(run: Run): Promise<ThresholdFile> {
  return readArtefact<ThresholdFile>(
    run.folder.threshold,
    "05_threshold_search",
  );
}

/** The post-processing that was chosen. */
export function chosenPostprocess(
  { choice, fillHoles }: Pick<ThresholdFile, "choice" | "fillHoles">,
): PostprocessOptions {
  return {
    threshold: choice.threshold,
    minimumArea: choice.minimumArea,
    fillHoles,
  };
}
