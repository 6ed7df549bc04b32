import { pathExists } from "../core/mod.ts";
import type { Run } from "../run/mod.ts";
import {
  type Figure,
  type GalleryItem,
  type Line,
  lines,
  type TableValue,
} from "../plots/mod.ts";
import {
  foldFiles,
  type LogLine,
  readResult,
  readTrainingLog,
} from "../training/mod.ts";

/** The log of one fold. */
export interface FoldLog {
  readonly fold: number;
  readonly lines: readonly LogLine[];
}

/**
 * Reads the logs of the folds that have begun.
 *
 * @param run The run.
 * @param folds Number of folds.
 * @throws {InputError} Where a log is damaged; names the line.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { readFoldLogs } from "./training.ts";
 *
 * const run = { folder: runFolder(await Deno.makeTempDir()), config: newRunConfig() };
 * if ((await readFoldLogs(run, 5)).length !== 0) throw new Error();
 * ```
 */
export async function readFoldLogs(
  run: Run,
  folds: number,
): Promise<FoldLog[]> {
  const logs: FoldLog[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const { log } = foldFiles(run.folder.fold(fold));
    if (await pathExists(log)) {
      logs.push({ fold, lines: await readTrainingLog(log) });
    }
  }
  return logs;
}

const epochsOf = (log: FoldLog) =>
  log.lines.flatMap((line) => line.type === "epoch" ? [line] : []);

function foldLines(
  logs: readonly FoldLog[],
  value: (log: FoldLog) => { x: number[]; y: number[] },
): Line[] {
  return logs.map((log) => ({ name: `fold ${log.fold}`, ...value(log) }));
}

/**
 * Mean training loss of each epoch, a line a fold.
 *
 * @param logs From {@linkcode readFoldLogs}.
 *
 * @example
 * ```ts
 * import { exampleLogs } from "./example_values.ts";
 * import { lossFigure } from "./training.ts";
 *
 * if (lossFigure(exampleLogs()).data.length !== 2) throw new Error();
 * ```
 */
export function lossFigure(logs: readonly FoldLog[]): Figure {
  return lines({
    title: "Training loss",
    x: { label: "Epoch" },
    y: { label: "Loss, mean over the epoch's crops" },
    series: foldLines(logs, (log) => ({
      x: epochsOf(log).map(({ epoch }) => epoch),
      y: epochsOf(log).map(({ loss }) => loss),
    })),
    basis: `n = ${logs.length} folds`,
  });
}

/**
 * Mean validation Dice of the epochs that were validated, a line a fold.
 *
 * @param logs From {@linkcode readFoldLogs}.
 *
 * @example
 * ```ts
 * import { exampleLogs } from "./example_values.ts";
 * import { validationFigure } from "./training.ts";
 *
 * if (validationFigure(exampleLogs()).data.length !== 2) throw new Error();
 * ```
 */
export function validationFigure(logs: readonly FoldLog[]): Figure {
  const measured = (log: FoldLog) =>
    epochsOf(log).flatMap(({ epoch, dice }) =>
      dice === undefined ? [] : [{ epoch, dice }]
    );
  return lines({
    title: "Validation Dice while training",
    note: "at the network's resolution, threshold 0.5, no flips",
    x: { label: "Epoch" },
    y: { label: "Mean Dice", range: [0, 1] },
    series: foldLines(logs, (log) => ({
      x: measured(log).map(({ epoch }) => epoch),
      y: measured(log).map(({ dice }) => dice),
    })),
    basis: `n = ${logs.length} folds`,
  });
}

/**
 * Learning rate of each step; it is the same in every fold.
 *
 * @param logs From {@linkcode readFoldLogs}.
 *
 * @example
 * ```ts
 * import { exampleLogs } from "./example_values.ts";
 * import { learningRateFigure } from "./training.ts";
 *
 * if (!JSON.stringify(learningRateFigure(exampleLogs())).includes("n = 4 steps")) throw new Error();
 * ```
 */
export function learningRateFigure(logs: readonly FoldLog[]): Figure {
  const steps = (logs[0]?.lines ?? []).flatMap((line) =>
    line.type === "step" ? [line] : []
  );
  return lines({
    title: "Learning rate",
    x: { label: "Step" },
    y: { label: "Learning rate" },
    series: [{
      name: "every fold",
      x: steps.map(({ step }) => step),
      y: steps.map(({ learningRate }) => learningRate),
    }],
    basis: `n = ${steps.length} steps`,
  });
}

/**
 * What came out of each fold that is finished, a row each.
 *
 * @param run The run.
 * @param folds Number of folds.
 * @returns Mean Dice at the network's resolution, threshold 0.5.
 * @throws {InputError} Where a result is damaged.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { resultRows } from "./training.ts";
 *
 * const run = { folder: runFolder(await Deno.makeTempDir()), config: newRunConfig() };
 * if ((await resultRows(run, 5)).length !== 0) throw new Error();
 * ```
 */
export async function resultRows(
  run: Run,
  folds: number,
): Promise<Record<string, TableValue>[]> {
  const rows: Record<string, TableValue>[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const result = await readResult(foldFiles(run.folder.fold(fold)));
    if (!result) continue;
    rows.push({
      fold,
      epochs: result.epochs,
      steps: result.steps,
      "last Dice": result.lastDice.toFixed(4),
      "best Dice": result.bestDice.toFixed(4),
      "best epoch": result.bestEpoch,
    });
  }
  return rows;
}

/** Pictures of one validation image while the training went on. */
export interface SampleRow {
  readonly id: string;
  /** Image, label, then the prediction epoch by epoch. */
  readonly items: readonly GalleryItem[];
}

const pictureNames: Readonly<Record<string, string>> = {
  "image.png": "image",
  "mask.png": "label",
};

/**
 * How the predictions for one fold's fixed validation images grew, a row an image.
 *
 * @param run The run.
 * @param fold From 0.
 * @returns Nothing where the fold has predicted none yet.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { sampleRows } from "./training.ts";
 *
 * const run = { folder: runFolder(await Deno.makeTempDir()), config: newRunConfig() };
 * if ((await sampleRows(run, 0)).length !== 0) throw new Error();
 * ```
 */
export async function sampleRows(
  run: Run,
  fold: number,
): Promise<SampleRow[]> {
  const { samples } = foldFiles(run.folder.fold(fold));
  const begun = await pathExists(samples);
  if (!begun) return [];
  const namesIn = (folder: string) =>
    [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return await Promise.all(
    namesIn(samples).map(async (id) => {
      const epochs = namesIn(`${samples}/${id}`).filter((name) =>
        name.startsWith("epoch_")
      );
      const items = [...Object.keys(pictureNames), ...epochs].map(
        async (name) => ({
          picture: await Deno.readFile(`${samples}/${id}/${name}`),
          title: pictureNames[name] ?? `epoch ${Number(name.slice(6, -4))}`,
        }),
      );
      return { id, items: await Promise.all(items) };
    }),
  );
}
