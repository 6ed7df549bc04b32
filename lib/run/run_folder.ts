/** The files of a run; notebooks and commands hand work to each other only through them. */
export interface RunFolder {
  /** Absolute path of the folder. */
  readonly root: string;
  /** What was asked for: recipe, data, seed. */
  readonly config: string;
  /** Written by 01: images, statistics, what was left out, fingerprint. */
  readonly dataset: string;
  /** Written by 02: hold-out and folds. */
  readonly folds: string;
  /**
   * Written by 04: out-of-fold probability maps, `ID.png` (16 bit), `index.json` and, where the network has a
   * classification head, `scores_fold_K.json`: P(object present) of each image.
   */
  readonly outOfFold: string;
  /** Written by 05: the chosen steps from map to mask, scores before and after. */
  readonly threshold: string;
  /** Scores of the settings that 05 has tried, a line each: with them an interrupted search goes on. */
  readonly settingScores: string;
  /** Written by 06: the masks. */
  readonly submission: string;
  /** Written by 06: scores and checks of the submission. */
  readonly scores: string;
  /** Executed notebooks. */
  readonly notebooks: string;
  /** The report. */
  readonly report: string;
  /** Screenshots of the report. */
  readonly screenshots: string;
  /** Folder of one fold's training: log, checkpoints. */
  fold(index: number): string;
}

/**
 * Names the files of a run folder; touches nothing.
 *
 * @param root The run's folder.
 *
 * @example
 * ```ts
 * import { runFolder } from "./run_folder.ts";
 *
 * if (runFolder("/o/a").fold(2) !== "/o/a/training/fold_2") throw new Error();
 * ```
 */
export function runFolder(root: string): RunFolder {
  return {
    root,
    config: `${root}/run.json`,
    dataset: `${root}/dataset.json`,
    folds: `${root}/folds.json`,
    outOfFold: `${root}/out_of_fold`,
    threshold: `${root}/threshold.json`,
    settingScores: `${root}/setting_scores.jsonl`,
    submission: `${root}/submission`,
    scores: `${root}/scores.json`,
    notebooks: `${root}/notebooks`,
    report: `${root}/report.html`,
    screenshots: `${root}/screenshots`,
    fold: (index) => `${root}/training/fold_${index}`,
  };
}
