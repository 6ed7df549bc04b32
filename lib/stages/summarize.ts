import { basename } from "node:path";
import { InputError } from "../core/mod.ts";
import type { Folds } from "../folds/mod.ts";
import { bootstrapMean, meanScore } from "../metrics/mod.ts";
import { modelTitle, stepTitle } from "../recipes/mod.ts";
import type { ReportSummary } from "../report/mod.ts";
import type { Run } from "../run/mod.ts";
import { parseRunScores, type RunScores } from "../submission/mod.ts";
import { readSplit } from "./split.ts";
import { submissionFormat } from "./submit.ts";
import { readSurvey, type Survey } from "./survey.ts";
import { readThreshold, type ThresholdFile } from "./threshold_file.ts";

/** A part of the run that may not have been reached yet. */
async function reached<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * Reads the scores that notebook 06 wrote.
 *
 * @param run The run.
 * @throws {InputError} Where notebook 06 has not run, or the file is damaged.
 *
 * @example
 * ```ts
 * import { runFolder } from "../run/mod.ts";
 * import { readScores } from "./summarize.ts";
 *
 * let message = "";
 * await readScores({ folder: runFolder("/nowhere") }).catch((error) => (message = String(error)));
 * if (!message.includes("06_submission")) throw new Error(message);
 * ```
 */
export async function readScores(
  run: Pick<Run, "folder">,
): Promise<RunScores> {
  const file = run.folder.scores;
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(file));
  } catch (cause) {
    throw new InputError(
      "Cannot read the run's scores: the file is missing or damaged",
      {
        file,
        remedy: "Run notebook 06_submission.",
        cause,
      },
    );
  }
  return parseRunScores(value, file);
}

const facts = (values: Record<string, string | number>) =>
  Object.entries(values).map(([label, value]) => ({
    label,
    value: String(value),
  }));

function recipeSummary({ config }: Run): NonNullable<ReportSummary["recipe"]> {
  const { name, title, source, model, input, training, loss, optimizer } =
    config.recipe;
  return {
    name,
    title,
    source,
    facts: facts({
      network: modelTitle(model),
      input:
        `longer side at most ${input.maximumSide} px, crops of ${training.cropSide} px`,
      loss: loss.map((term) => `${term.weight} ${term.name}`).join(" + "),
      optimiser: `${optimizer.name}, learning rate ${optimizer.learningRate}`,
      training:
        `${training.epochs} epochs of ${training.samplesPerEpoch} crops, ${training.batchSize} a step`,
    }),
  };
}

function dataSummary(survey: Survey): NonNullable<ReportSummary["data"]> {
  return {
    name: survey.name,
    kind: survey.kind,
    synthetic: survey.synthetic,
    labelled: survey.images.length,
    unlabelled: survey.unlabelled.length,
    leftOut: survey.leftOut.length,
  };
}

function scoreSummary(
  run: Run,
  search: ThresholdFile,
  split: Folds | undefined,
  scores: RunScores | undefined,
): NonNullable<ReportSummary["scores"]> {
  const folds = [...new Set(search.images.map(({ fold }) => fold))]
    .sort((a, b) => a - b);
  const interval = bootstrapMean(search.images.map(({ after }) => after), {
    seed: run.config.seed,
  });
  const held = split?.holdOut.length ?? 0;
  return {
    dice: search.after,
    diceBefore: search.before,
    interval: [interval.low, interval.high],
    images: search.images.length,
    baseline: search.baselines.allForeground,
    steps: search.steps.map(stepTitle),
    ...(scores?.holdOutDice === undefined
      ? {}
      : { holdOut: { dice: scores.holdOutDice, images: held } }),
    folds: folds.map((fold) => {
      const images = search.images.filter((image) => image.fold === fold);
      return {
        fold,
        images: images.length,
        diceBefore: meanScore(images.map(({ before }) => before)),
        dice: meanScore(images.map(({ after }) => after)),
      };
    }),
  };
}

/**
 * Collects what stands first in a run's report; parts that the run has not come to are left out.
 *
 * @param run The run.
 * @param seconds How long it took, where known.
 * @returns As `writeReport` takes it; scores are mean Dice in [0, 1].
 *
 * @example
 * ```ts
 * import { createRun, newRunConfig } from "../run/mod.ts";
 * import { summarizeRun } from "./summarize.ts";
 *
 * const run = await createRun(newRunConfig(), `${await Deno.makeTempDir()}/begun`);
 * const { recipe, scores } = await summarizeRun(run);
 * if (recipe?.name !== "unet_baseline" || scores !== undefined) throw new Error();
 * ```
 */
export async function summarizeRun(
  run: Run,
  seconds?: number,
): Promise<ReportSummary> {
  const survey = await reached(readSurvey(run));
  const split = survey && await reached(readSplit(run, survey));
  const search = await reached(readThreshold(run));
  const scores = await reached(readScores(run));
  const warnings = [
    ...(run.config.smoke
      ? [
        "A smoke run: everything is cut down to seconds, the scores mean nothing.",
      ]
      : []),
    ...(survey?.synthetic
      ? [
        "The images were drawn by this project; the scores say nothing of real slides.",
      ]
      : []),
    ...(search?.warnings ?? []),
  ];
  return {
    run: {
      name: basename(run.folder.root),
      seed: run.config.seed,
      finished: new Date().toISOString(),
      ...(seconds === undefined ? {} : { seconds }),
      ...(survey
        ? { environment: facts({ "data fingerprint": survey.fingerprint }) }
        : {}),
    },
    recipe: recipeSummary(run),
    ...(survey ? { data: dataSummary(survey) } : {}),
    ...(search ? { scores: scoreSummary(run, search, split, scores) } : {}),
    ...(scores && survey
      ? {
        submission: {
          file: scores.submission.path,
          format: submissionFormat(survey),
          images: scores.submission.images,
          valid: scores.submission.valid,
        },
      }
      : {}),
    warnings,
  };
}
