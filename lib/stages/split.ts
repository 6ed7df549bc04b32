import { InputError, writeJsonAtomic } from "../core/mod.ts";
import {
  checkLeaks,
  type FoldItem,
  type Folds,
  groupsFromDuplicates,
  makeFolds,
  readFolds,
} from "../folds/mod.ts";
import type { Run } from "../run/mod.ts";
import type { Survey } from "./survey.ts";

/**
 * The labelled images as the split sees them.
 *
 * @param survey What notebook 01 found out.
 * @returns Ids, groups, and area ratios in [0, 1].
 */
export function foldItems(survey: Survey): FoldItem[] {
  return survey.images.map(({ id, group, label }) => ({
    id,
    group,
    ratio: label.areaRatio,
  }));
}

/**
 * Checks that no part of the split tells anything about another: no group, no image and no near copy on two sides.
 *
 * @param folds The split.
 * @param survey What notebook 01 found out.
 * @throws {InputError} Where there is a leak; lists the pairs.
 */
export function checkSplit(folds: Folds, survey: Survey): void {
  checkLeaks(folds, survey.images, survey.duplicates);
}

/**
 * Splits the labelled images into hold-out and folds, stratified by area ratio, copies and groups kept together, checks
 * the split for leaks and writes `folds.json`.
 *
 * @param run The run.
 * @param survey What notebook 01 found out.
 * @returns What was written.
 * @throws {InputError} Where there are too few images or groups, or a leak.
 *
 * @example
 * See {@linkcode surveyDataset}.
 */
export async function splitDataset(run: Run, survey: Survey): Promise<Folds> {
  const { recipe, seed } = run.config;
  const items = groupsFromDuplicates(foldItems(survey), survey.duplicates);
  const folds = makeFolds(items, recipe.folds, seed);
  checkSplit(folds, survey);
  await writeJsonAtomic(run.folder.folds, folds);
  return folds;
}

/**
 * Reads the split and checks that it is one of this data.
 *
 * @param run The run.
 * @param survey What notebook 01 found out.
 * @throws {InputError} Where notebook 02 has not run, or has run on other images, or the split leaks.
 */
export async function readSplit(run: Run, survey: Survey): Promise<Folds> {
  const folds = await readFolds(run.folder.folds);
  const split = [...folds.holdOut, ...folds.folds.flat()].sort();
  const known = survey.images.map(({ id }) => id).sort();
  if (split.join("\n") !== known.join("\n")) {
    throw new InputError(
      `Cannot use the split: it must hold every labelled image once, it holds ${split.length}, the data ${known.length}`,
      { file: run.folder.folds, remedy: "Run notebook 02 again." },
    );
  }
  checkSplit(folds, survey);
  return folds;
}
