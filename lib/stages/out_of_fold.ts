import { createHash } from "node:crypto";
import {
  InputError,
  type ProbabilityMap,
  writeJsonAtomic,
} from "../core/mod.ts";
import type { Dataset, SampleRecord } from "../datasets/mod.ts";
import { readProbabilityMap, writeProbabilityMap } from "../imaging/mod.ts";
import { loadModel, predictProbability } from "../inference/mod.ts";
import type { Run } from "../run/mod.ts";
import { foldFiles } from "../training/mod.ts";
import { readArtefact } from "./artefact.ts";

/** `out_of_fold/index.json`: which fold's model predicted which image. */
export interface OutOfFoldIndex {
  readonly version: 1;
  /** One a fold that is predicted. */
  readonly folds: readonly {
    readonly fold: number;
    /** SHA-256 of the checkpoint that predicted. */
    readonly checkpoint: string;
    /** Ids of its validation images; each has a map `ID.png`. */
    readonly ids: readonly string[];
  }[];
}

const indexPath = (run: Run) => `${run.folder.outOfFold}/index.json`;

/** Where an image's out-of-fold map lies. */
export function outOfFoldPath(run: Run, id: string): string {
  return `${run.folder.outOfFold}/${id}.png`;
}

/**
 * Reads which images have an out-of-fold map.
 *
 * @param run The run.
 * @throws {InputError} Where notebook 04 has predicted nothing yet.
 */
export function readOutOfFoldIndex(run: Run): Promise<OutOfFoldIndex> {
  return readArtefact<OutOfFoldIndex>(indexPath(run), "04_training");
}

/** Reads an image's out-of-fold map, at the network's resolution. */
export function readOutOfFoldMap(
  run: Run,
  id: string,
): Promise<ProbabilityMap> {
  return readProbabilityMap(outOfFoldPath(run, id));
}

/** The checkpoint that a fold predicts with. */
export function foldCheckpoint(run: Run, fold: number): string {
  const files = foldFiles(run.folder.fold(fold));
  return files[run.config.recipe.inference.checkpoint];
}

/**
 * Predicts a fold's validation images with its own model, which has not seen them, and stores the maps. Where this
 * checkpoint has predicted them already, nothing is done.
 *
 * @param options The run, the data, the fold, its validation images; `signal` ends it between two images.
 * @throws {InputError} Where the fold is not trained yet, or an image cannot be read.
 */
export async function predictOutOfFold(options: {
  readonly run: Run;
  /** Reads an image, as `Dataset.load`; at the network's size is enough. */
  readonly load: Dataset["load"];
  readonly fold: number;
  readonly validation: readonly SampleRecord[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<void> {
  const { run, load, fold, validation, signal, onProgress } = options;
  const { recipe } = run.config;
  const path = foldCheckpoint(run, fold);
  const bytes = await Deno.readFile(path).catch((cause) => {
    throw new InputError(`Cannot predict fold ${fold}: it is not trained yet`, {
      file: path,
      remedy: "Run notebook 04_training first.",
      cause,
    });
  });
  const checkpoint = createHash("sha256").update(bytes).digest("hex");
  const ids = validation.map(({ id }) => id);
  const index = await readOutOfFoldIndex(run).catch((error) => {
    if (error instanceof InputError) return { version: 1, folds: [] } as const;
    throw error;
  });
  const earlier = index.folds.find((entry) => entry.fold === fold);
  if (earlier?.checkpoint === checkpoint && earlier.ids.join() === ids.join()) {
    return;
  }

  const model = await loadModel(path, recipe);
  try {
    for (const [i, record] of validation.entries()) {
      signal?.throwIfAborted();
      const { image } = await load(record);
      const map = await predictProbability(model, image, recipe);
      await writeProbabilityMap(outOfFoldPath(run, record.id), map);
      onProgress?.(i + 1, validation.length);
    }
  } finally {
    model.dispose();
  }
  const folds = [
    ...index.folds.filter((entry) => entry.fold !== fold),
    { fold, checkpoint, ids },
  ].sort((a, b) => a.fold - b.fold);
  await writeJsonAtomic(
    indexPath(run),
    { version: 1, folds } satisfies OutOfFoldIndex,
  );
}
