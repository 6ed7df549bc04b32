import { InputError, type Mask } from "../core/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import type { Folds } from "../folds/mod.ts";
import { encodeCoco } from "../imaging/mod.ts";
import type { Run } from "../run/mod.ts";
import {
  type MapSearch,
  type MapSearchResult,
  type MapSource,
  searchMaps,
} from "../search/mod.ts";
import { checkOutOfFold, outOfFoldPath } from "./out_of_fold.ts";
import { recordsOf } from "./survey.ts";

/**
 * Searches any grid (areas, hysteresis, triplet) on the run's out-of-fold maps, in threads; nothing is written. Labels
 * are read one at a time and sent to the threads as run lengths.
 *
 * @param options The run, its images and its split, and what is searched.
 * @throws {InputError} Where a fold has no maps yet, they are of another split, checkpoint or data, an image has no
 * label, or no point can be chosen.
 * @throws {DOMException} The signal's reason.
 */
export async function searchRunGrid(
  options: Omit<MapSearch, "images" | "onProgress"> & {
    readonly run: Run;
    readonly dataset: Dataset;
    readonly folds: Folds;
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<MapSearchResult> {
  const { run, dataset, folds, onProgress, ...search } = options;
  await checkOutOfFold(run, folds);
  const ids = folds.folds.flatMap((ids, fold) =>
    ids.map((id) => ({ id, fold }))
  );
  async function* images(): AsyncGenerator<MapSource> {
    for (const { id, fold } of ids) {
      const truth = encodeCoco(await readLabel(dataset, id));
      yield { id, fold, map: outOfFoldPath(run, id), truth };
    }
  }
  return await searchMaps({
    seed: run.config.seed,
    ...search,
    images,
    // Both passes count.
    onProgress: (done, pass) =>
      onProgress?.(done + (pass - 1) * ids.length, 2 * ids.length),
  });
}

async function readLabel(dataset: Dataset, id: string): Promise<Mask> {
  const [record] = recordsOf(dataset.labelled, [id]);
  const { mask } = await dataset.load(record!);
  if (mask) return mask;
  throw new InputError(`Cannot score ${id}: it must have a label`);
}
