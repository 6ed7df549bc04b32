import { basename } from "node:path";
import { InputError, type Mask, writeJsonAtomic } from "../core/mod.ts";
import {
  type Dataset,
  readLabelmeMask,
  type SampleRecord,
  type SubmissionFormat,
} from "../datasets/mod.ts";
import type { Folds } from "../folds/mod.ts";
import { resizeProbabilityMap } from "../imaging/mod.ts";
import { loadModel, predictEnsemble } from "../inference/mod.ts";
import { confusion, dice, meanScore } from "../metrics/mod.ts";
import type { Model } from "../models/mod.ts";
import { applySteps } from "../postprocess/mod.ts";
import type { Run } from "../run/mod.ts";
import {
  readSubmission,
  type RunScores,
  type SubmissionEntry,
  validateSubmission,
  type Validation,
  writeSubmission,
} from "../submission/mod.ts";
import { foldCheckpoint } from "./out_of_fold.ts";
import {
  dataFolder,
  recordsOf,
  type StageProgress,
  type Survey,
} from "./survey.ts";
import { checkThreshold, type ThresholdFile } from "./threshold_file.ts";

/** What notebook 06 works with. */
export interface SubmitOptions {
  readonly run: Run;
  readonly dataset: Dataset;
  readonly survey: Survey;
  readonly folds: Folds;
  readonly search: ThresholdFile;
  /** Ends it between two images. */
  readonly signal?: AbortSignal;
  readonly onProgress?: StageProgress;
}

/** A submission that was written, read back and checked. */
export interface Submission {
  /** Absolute path of the zip. */
  readonly path: string;
  readonly validation: Validation;
  /** What was predicted: unlabelled images or, where there are none, the hold-out. */
  readonly records: readonly SampleRecord[];
  /** Dice of each held-out image, by id. */
  readonly holdOut: ReadonlyMap<string, number>;
}

/**
 * Where the submission lies.
 *
 * @param run The run.
 * @returns Path of the zip.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { submissionPath } from "./submit.ts";
 *
 * const run = { folder: runFolder("/o/a"), config: newRunConfig() };
 * if (submissionPath(run) !== "/o/a/submission.zip") throw new Error();
 * ```
 */
export function submissionPath(run: Run): string {
  return `${run.folder.submission}.zip`;
}

/**
 * The submission's format: the competition's or, where nothing is unlabelled and the hold-out is handed in, masks by
 * id, since the competition's names are those of its own test images.
 *
 * @param survey What notebook 01 found out.
 *
 * @example
 * ```ts
 * import { submissionFormat } from "./submit.ts";
 *
 * if (submissionFormat({ submission: "stas_zip", unlabelled: [] }) !== "mask_png") throw new Error();
 * ```
 */
export function submissionFormat(
  { submission, unlabelled }: Pick<Survey, "submission" | "unlabelled">,
): SubmissionFormat {
  return unlabelled.length > 0 ? submission : "mask_png";
}

/** A record with its final mask. */
interface Predicted {
  readonly mask: Mask;
  readonly truth?: Mask;
}

/** Every fold's model together, from image to final mask. */
class RunPredictor {
  readonly #options: SubmitOptions;
  readonly #models: Model[] = [];

  constructor(options: SubmitOptions) {
    this.#options = options;
  }

  async load(): Promise<void> {
    const { run, folds } = this.#options;
    for (const fold of folds.folds.keys()) {
      const path = foldCheckpoint(run, fold);
      this.#models.push(await loadModel(path, run.config.recipe));
    }
  }

  async predict(record: SampleRecord): Promise<Predicted> {
    const { run, dataset, search, signal } = this.#options;
    signal?.throwIfAborted();
    const { image, mask: truth } = await dataset.load(record);
    const small = await predictEnsemble(this.#models, image, run.config.recipe);
    const map = resizeProbabilityMap(small, image.width, image.height);
    const { classScore } = small;
    const context = classScore === undefined ? {} : { classScore };
    const { mask } = applySteps(map, search.steps, context);
    return truth ? { mask, truth } : { mask };
  }

  [Symbol.dispose](): void {
    for (const model of this.#models) model.dispose();
  }
}

/** Masks of the records one by one; those of the hold-out are at hand already. */
async function* submissionEntries(
  predictor: RunPredictor,
  records: readonly SampleRecord[],
  ready: ReadonlyMap<string, Mask>,
  onProgress?: StageProgress,
): AsyncGenerator<SubmissionEntry> {
  for (const [i, record] of records.entries()) {
    const mask = ready.get(record.id) ?? (await predictor.predict(record)).mask;
    yield { id: record.id, mask };
    onProgress?.("predicting for the submission", i + 1, records.length);
  }
}

/**
 * Predicts the unlabelled images with every fold's model and every flip, post-processes, writes the submission, reads it
 * back and checks it against the format. Maps and P(object present) are the plain means over these models and flips. The
 * held-out images are predicted in the same way and scored. Where nothing is unlabelled the held-out images are the
 * submission.
 *
 * @param options What the earlier notebooks left.
 * @returns Where it lies, what its check found, and the hold-out's scores.
 * @throws {InputError} Where a fold has no checkpoint, the models have changed since the threshold was chosen, or there
 * is nothing to predict.
 * @throws {DOMException} The signal's reason; an earlier submission stays as it was.
 */
export async function submitRun(options: SubmitOptions): Promise<Submission> {
  const { run, dataset, survey, folds, onProgress } = options;
  const held = recordsOf(dataset.labelled, folds.holdOut);
  const records = dataset.unlabelled.length > 0 ? dataset.unlabelled : held;
  if (records.length === 0) {
    throw new InputError(
      "Cannot make a submission: there must be unlabelled images or a hold-out, current values are 0 and 0",
      { remedy: "Add test_images/, or give --hold-out 0.1." },
    );
  }
  await checkThreshold(run, folds, options.search);
  using predictor = new RunPredictor(options);
  await predictor.load();
  const holdOut = new Map<string, number>();
  const ready = new Map<string, Mask>();
  for (const [i, record] of held.entries()) {
    const { mask, truth } = await predictor.predict(record);
    ready.set(record.id, mask);
    if (truth) holdOut.set(record.id, dice(confusion(mask, truth)));
    onProgress?.("predicting the hold-out", i + 1, held.length);
  }
  const path = submissionPath(run);
  const entries = submissionEntries(predictor, records, ready, onProgress);
  const format = submissionFormat(survey);
  await writeSubmission(path, entries, format);
  const expected = expectedMasks(survey, records);
  const validation = await validateSubmission(path, expected, format);
  return { path, validation, records, holdOut };
}

function expectedMasks(survey: Survey, records: readonly SampleRecord[]) {
  const sizes = new Map(
    [...survey.images, ...survey.unlabelled].map((one) => [one.id, one]),
  );
  return records.map(({ id }) => {
    const { width, height } = sizes.get(id)!;
    return { name: `${id}.png`, width, height };
  });
}

/**
 * Writes `scores.json`, by which the leaderboard knows the run.
 *
 * @param options What the earlier notebooks left.
 * @param submission From {@linkcode submitRun}.
 * @returns What was written; every score is a mean Dice in [0, 1].
 */
export async function writeScores(
  { run, survey, folds, search }: SubmitOptions,
  { path, validation, holdOut }: Submission,
): Promise<RunScores> {
  const scores: RunScores = {
    run: basename(run.folder.root),
    recipe: run.config.recipe.name,
    dataset: survey.name,
    folds: folds.folds.length,
    meanDiceByFold: folds.folds.map((_, fold) =>
      meanScore(
        search.images.filter((image) => image.fold === fold).map(({ before }) =>
          before
        ),
      )
    ),
    meanDiceOutOfFold: search.before,
    meanDiceAfterSearch: search.after,
    ...(holdOut.size > 0 ? { holdOutDice: meanScore(holdOut.values()) } : {}),
    submission: {
      path: basename(path),
      images: validation.images,
      valid: validation.valid,
    },
    createdAt: run.config.createdAt,
  };
  await writeJsonAtomic(run.folder.scores, scores);
  return scores;
}

/** Mean Dice of the two boards; a board without images has none. */
export interface BoardScores {
  readonly public?: number;
  readonly private?: number;
}

/**
 * Scores a submission for drawn slides, whose hidden labels lie beside them in `.truth`: what the organisers do.
 *
 * @param run The run.
 * @param survey What notebook 01 found out.
 * @returns Nothing for real data, whose labels nobody here has, and where the hold-out was handed in.
 * @throws {InputError} Where notebook 06 has made no submission, or a hidden label is missing.
 */
export async function scoreBoards(
  run: Run,
  survey: Survey,
): Promise<BoardScores | undefined> {
  if (!survey.synthetic || survey.unlabelled.length === 0) return undefined;
  const scores: Record<keyof BoardScores, number[]> = {
    public: [],
    private: [],
  };
  for await (const { name, mask } of readSubmission(submissionPath(run))) {
    const id = basename(name, ".png");
    const truth = await readLabelmeMask(
      `${dataFolder(run)}/.truth/${id}.json`,
      mask.width,
      mask.height,
    );
    scores[id.startsWith("Public") ? "public" : "private"].push(
      dice(confusion(mask, truth)),
    );
  }
  return Object.fromEntries(
    Object.entries(scores).filter(([, dice]) => dice.length > 0)
      .map(([board, dice]) => [board, meanScore(dice)]),
  );
}
