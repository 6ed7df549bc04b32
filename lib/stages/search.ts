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
import { checkOutOfFold, readOutOfFoldMap } from "./out_of_fold.ts";
import { recordsOf } from "./survey.ts";

/** What notebook 05 chose, and all it chose from: `threshold.json`. */
export interface ThresholdFile extends Omit<SearchResult, "curve"> {
  readonly version: 1;
  /** What the maps were that it was chosen on, from {@linkcode checkOutOfFold}. */
  readonly maps: string;
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
 * @throws {InputError} Where the image has no label or no map, or a file is damaged.
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

/**
 * Searches threshold and minimum area on the out-of-fold maps and writes `threshold.json`.
 *
 * @param options The run, its images and its split; `signal` ends it between two images.
 * @returns What was written.
 * @throws {InputError} Where a fold has no maps yet, or they are of another split, checkpoint or data.
 * @throws {DOMException} The signal's reason; nothing is written.
 */
export async function searchRun(options: {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly folds: Folds;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<ThresholdFile> {
  const { run, dataset, folds, signal, onProgress } = options;
  const maps = await checkOutOfFold(run, folds);
  const ids = folds.folds.flat();
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
    maps,
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
 * @throws {InputError} Where notebook 05 has not run, or the file is damaged.
 */
export function readThreshold(run: Run): Promise<ThresholdFile> {
  return readArtefact<ThresholdFile>(
    run.folder.threshold,
    "05_threshold_search",
    ["maps", "images", "choice", "fillHoles", "before", "after"],
  );
}

/**
 * Checks that the choice was made on the maps that are there now.
 *
 * @param run The run.
 * @param folds Its split.
 * @param search From {@linkcode readThreshold}.
 * @throws {InputError} Where the models, the split or the data have changed since, or a fold is not predicted yet.
 */
export async function checkThreshold(
  run: Run,
  folds: Folds,
  search: Pick<ThresholdFile, "maps">,
): Promise<void> {
  const maps = await checkOutOfFold(run, folds);
  if (maps === search.maps) return;
  throw new InputError(
    `Cannot use the threshold: it must be chosen on the maps that are there now (${
      maps.slice(0, 12)
    }), current value is ${search.maps.slice(0, 12)}`,
    {
      file: run.folder.threshold,
      remedy: "Run notebook 05_threshold_search again.",
    },
  );
}

/**
 * The post-processing that was chosen, as `postprocess` takes it.
 *
 * @param search The choice; areas in pixels of the original image.
 *
 * @example
 * ```ts
 * import { chosenPostprocess } from "./search.ts";
 *
 * const choice = { threshold: 0.4, minimumArea: 50, meanDice: 0.9, neighbourhoodDice: 0.9 };
 * if (chosenPostprocess({ choice, fillHoles: true }).minimumArea !== 50) throw new Error();
 * ```
 */
export function chosenPostprocess(
  { choice, fillHoles }: Pick<ThresholdFile, "choice" | "fillHoles">,
): PostprocessOptions {
  return {
    threshold: choice.threshold,
    minimumArea: choice.minimumArea,
    fillHoles,
  };
}
