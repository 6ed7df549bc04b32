import { isDeepStrictEqual } from "node:util";
import { InputError, writeJsonAtomic } from "../core/mod.ts";
import type { Run } from "../run/mod.ts";
import { readArtefact } from "./artefact.ts";
import type { OutOfFoldEntry } from "./out_of_fold_entry.ts";

/** `out_of_fold/scores_fold_K.json`: what a fold's classification head says of the images that the fold validates on. */
interface ClassScoresFile extends Omit<OutOfFoldEntry, "ids"> {
  readonly version: 1;
  /** P(object present) by the image's id, the mean over the flips. */
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * Where the scores of a fold's images lie, beside their maps.
 *
 * @param run The run.
 * @param fold From 0.
 */
export function classScoresPath(run: Run, fold: number): string {
  return `${run.folder.outOfFold}/scores_fold_${fold}.json`;
}

/**
 * Stores what a fold's classification head says of its images.
 *
 * @param run The run.
 * @param entry What the fold's maps were predicted from.
 * @param scores P(object present) of each of its images, in [0, 1].
 */
export async function writeClassScores(
  run: Run,
  { ids: _ids, ...entry }: OutOfFoldEntry,
  scores: ReadonlyMap<string, number>,
): Promise<void> {
  const file: ClassScoresFile = {
    version: 1,
    ...entry,
    scores: Object.fromEntries(scores),
  };
  await writeJsonAtomic(classScoresPath(run, entry.fold), file);
}

/**
 * Reads what {@linkcode writeClassScores} wrote.
 *
 * @param run The run.
 * @param entry What the fold's maps were predicted from.
 * @returns P(object present) by the image's id.
 * @throws {InputError} Where the file is missing or damaged, of another checkpoint, flips, data or images than the maps,
 * or holds a number that is no probability.
 */
export async function readClassScores(
  run: Run,
  entry: OutOfFoldEntry,
): Promise<ReadonlyMap<string, number>> {
  const { ids, ...predicted } = entry;
  const path = classScoresPath(run, entry.fold);
  const { version: _version, scores, ...found } = await readArtefact<
    ClassScoresFile
  >(path, "04_training", ["scores"]);
  const refuse = (what: string) =>
    new InputError(
      `Cannot use the class scores of fold ${entry.fold}: ${what}`,
      {
        file: path,
        remedy: "Run notebook 04_training again: it predicts the fold anew.",
      },
    );
  if (!isDeepStrictEqual(found, predicted)) {
    throw refuse("they must be of the checkpoint, flips and data of the maps");
  }
  const entries = Object.entries(scores ?? {});
  const known = new Map<string, number>(entries);
  if (known.size !== ids.length || !ids.every((id) => known.has(id))) {
    throw refuse(
      `there must be one for each of the fold's ${ids.length} images, current value is ${known.size}`,
    );
  }
  for (const [id, score] of entries) {
    if (typeof score === "number" && score >= 0 && score <= 1) continue;
    throw refuse(
      `that of ${id} must be a number in [0, 1], current value is ${
        JSON.stringify(score)
      }`,
    );
  }
  return known;
}
