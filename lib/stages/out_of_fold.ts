import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  InputError,
  type ProbabilityMap,
  writeJsonAtomic,
} from "../core/mod.ts";
import type { Dataset, SampleRecord } from "../datasets/mod.ts";
import type { Folds } from "../folds/mod.ts";
import { readProbabilityMap, writeProbabilityMap } from "../imaging/mod.ts";
import { loadModel, predictProbability } from "../inference/mod.ts";
import { needsClassScore } from "../recipes/mod.ts";
import type { Run } from "../run/mod.ts";
import { foldFiles } from "../training/mod.ts";
import { readArtefact } from "./artefact.ts";
import {
  classScoresPath,
  readClassScores,
  writeClassScores,
} from "./class_scores.ts";
import type { OutOfFoldEntry } from "./out_of_fold_entry.ts";
import { readSurvey } from "./survey.ts";

/** `out_of_fold/index.json`: which fold's model predicted which image. */
export interface OutOfFoldIndex {
  readonly version: 1;
  /** One a fold that is predicted, in the folds' order. */
  readonly folds: readonly OutOfFoldEntry[];
}

const indexPath = (run: Run) => `${run.folder.outOfFold}/index.json`;

/**
 * Where an image's out-of-fold map lies.
 *
 * @param run The run.
 * @param id The image.
 */
export function outOfFoldPath(run: Run, id: string): string {
  return `${run.folder.outOfFold}/${id}.png`;
}

/**
 * Reads which images have an out-of-fold map.
 *
 * @param run The run.
 * @throws {InputError} Where notebook 04 has predicted nothing yet, or the file is damaged.
 */
export function readOutOfFoldIndex(run: Run): Promise<OutOfFoldIndex> {
  return readArtefact<OutOfFoldIndex>(indexPath(run), "04_training", ["folds"]);
}

/**
 * Reads an image's out-of-fold map.
 *
 * @param run The run.
 * @param id The image.
 * @returns Probabilities at the network's resolution, multiples of 1 / 65535.
 * @throws {InputError} Where there is no map, or its file is damaged.
 */
export function readOutOfFoldMap(
  run: Run,
  id: string,
): Promise<ProbabilityMap> {
  return readProbabilityMap(outOfFoldPath(run, id));
}

/**
 * The checkpoint that a fold predicts with: the last or the best, as the recipe's `inference.checkpoint` says.
 *
 * @param run The run.
 * @param fold From 0.
 * @returns Path of a `.safetensors` file, which may not be there yet.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { foldCheckpoint } from "./out_of_fold.ts";
 *
 * const run = { folder: runFolder("/o/a"), config: newRunConfig() };
 * if (foldCheckpoint(run, 1) !== "/o/a/training/fold_1/last.safetensors") throw new Error();
 * ```
 */
export function foldCheckpoint(run: Run, fold: number): string {
  const files = foldFiles(run.folder.fold(fold));
  return files[run.config.recipe.inference.checkpoint];
}

/** SHA-256 of the checkpoint that a fold predicts with; undefined where it is not there. */
async function checkpointHash(
  run: Run,
  fold: number,
): Promise<string | undefined> {
  try {
    const bytes = await Deno.readFile(foldCheckpoint(run, fold));
    return createHash("sha256").update(bytes).digest("hex");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const wantsScores = (run: Run) =>
  needsClassScore(run.config.recipe.postprocess);

/** Whether a fold has the maps that it should have, and their files are there; the scores too where steps need them. */
async function isPredicted(
  run: Run,
  index: OutOfFoldIndex,
  wanted: OutOfFoldEntry,
): Promise<boolean> {
  const found = index.folds.find(({ fold }) => fold === wanted.fold);
  if (!found || !isDeepStrictEqual(found, wanted)) return false;
  const paths = wanted.ids.map((id) => outOfFoldPath(run, id));
  if (wantsScores(run)) paths.push(classScoresPath(run, wanted.fold));
  const files = paths.map((path) => Deno.stat(path));
  return await Promise.all(files).then(() => true, () => false);
}

/** Whether the scores that steps need can be used. */
async function hasScores(run: Run, wanted: OutOfFoldEntry): Promise<boolean> {
  if (!wantsScores(run)) return true;
  try {
    await readClassScores(run, wanted);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** The index, empty where there is none yet. */
async function readIndex(run: Run): Promise<OutOfFoldIndex> {
  try {
    return await readOutOfFoldIndex(run);
  } catch (error) {
    if (error instanceof InputError) return { version: 1, folds: [] };
    throw error;
  }
}

/** Changes the index, one process at a time: folds that are trained side by side must lose none of its entries. */
async function changeIndex(
  run: Run,
  change: (folds: readonly OutOfFoldEntry[]) => OutOfFoldEntry[],
): Promise<void> {
  await Deno.mkdir(run.folder.outOfFold, { recursive: true });
  using lock = await Deno.open(`${run.folder.outOfFold}/.lock`, {
    create: true,
    write: true,
  });
  await lock.lock(true);
  const index: OutOfFoldIndex = {
    version: 1,
    folds: change((await readIndex(run)).folds)
      .sort((a, b) => a.fold - b.fold),
  };
  await writeJsonAtomic(indexPath(run), index);
}

/**
 * Predicts a fold's validation images with its own model, which has not seen them, and stores the maps and, where the
 * network has a classification head, P(object present). Where this checkpoint has predicted them already in these flips,
 * nothing is done.
 *
 * @param options The run, the data, the fold, its validation images; `signal` ends it between two images.
 * @throws {InputError} Where the fold is not trained yet, or an image cannot be read.
 * @throws {DOMException} The signal's reason.
 */
export async function predictOutOfFold(options: {
  readonly run: Run;
  /** Reads an image, as `Dataset.load`; at the network's size is enough. */
  readonly load: Dataset["load"];
  /** Fingerprint of the data. */
  readonly data: string;
  readonly fold: number;
  readonly validation: readonly SampleRecord[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<void> {
  const { run, load, data, fold, validation, signal, onProgress } = options;
  const { recipe } = run.config;
  const path = foldCheckpoint(run, fold);
  const checkpoint = await checkpointHash(run, fold);
  if (checkpoint === undefined) {
    throw new InputError(`Cannot predict fold ${fold}: it is not trained yet`, {
      file: path,
      remedy: "Run notebook 04_training first.",
    });
  }
  const ids = validation.map(({ id }) => id);
  const entry = { fold, checkpoint, flips: recipe.inference.flips, data, ids };
  const index = await readIndex(run);
  if (await isPredicted(run, index, entry) && await hasScores(run, entry)) {
    return;
  }
  const others = (folds: readonly OutOfFoldEntry[]) =>
    folds.filter((one) => one.fold !== fold);
  // While the maps change the fold has none.
  if (index.folds.some((one) => one.fold === fold)) {
    await changeIndex(run, others);
  }

  const scores = new Map<string, number>();
  const model = await loadModel(path, recipe);
  try {
    for (const [i, record] of validation.entries()) {
      signal?.throwIfAborted();
      const { image } = await load(record);
      const map = await predictProbability(model, image, recipe);
      await writeProbabilityMap(outOfFoldPath(run, record.id), map);
      const { classScore } = map;
      if (classScore !== undefined) scores.set(record.id, classScore);
      onProgress?.(i + 1, validation.length);
    }
  } finally {
    model.dispose();
  }
  if (scores.size > 0 || wantsScores(run)) {
    await writeClassScores(run, entry, scores);
  }
  await changeIndex(run, (folds) => [...others(folds), entry]);
}

/**
 * Checks that every fold has its out-of-fold maps: of the images that it validates on, made by the checkpoint that is
 * there now, in the recipe's flips, of the data that notebook 01 saw last; and the scores beside them, where steps of the
 * recipe need them.
 *
 * @param run The run.
 * @param folds Its split.
 * @returns SHA-256 of all that the maps depend on: what is chosen on them holds as long as it stays the same.
 * @throws {InputError} Where a fold has none, naming the folds, or its scores are damaged.
 */
export async function checkOutOfFold(run: Run, folds: Folds): Promise<string> {
  const index = await readOutOfFoldIndex(run);
  const { fingerprint: data } = await readSurvey(run);
  const { flips } = run.config.recipe.inference;
  const entries: OutOfFoldEntry[] = [];
  const missing: number[] = [];
  for (const [fold, ids] of folds.folds.entries()) {
    const checkpoint = await checkpointHash(run, fold) ?? "";
    const entry = { fold, checkpoint, flips, data, ids };
    entries.push(entry);
    if (!await isPredicted(run, index, entry)) missing.push(fold);
  }
  if (missing.length > 0) {
    throw new InputError(
      `Cannot go on with the run: every fold must have out-of-fold maps of its present split, data and checkpoint, but fold ${
        missing.join(", ")
      } has none`,
      {
        file: run.folder.outOfFold,
        remedy: "Run notebook 04_training to its end.",
      },
    );
  }
  const told: unknown[] = [...entries];
  if (wantsScores(run)) {
    for (const entry of entries) {
      told.push([...await readClassScores(run, entry)]);
    }
  }
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}
