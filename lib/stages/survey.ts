import { isAbsolute, resolve } from "node:path";
import { InputError, writeJsonAtomic } from "../core/mod.ts";
import {
  checkDataset,
  type Dataset,
  datasetFingerprint,
  type ImageStatistics,
  type LabelStatistics,
  type LeftOut,
  openDataset,
  type SampleRecord,
} from "../datasets/mod.ts";
import { drawSynthetic } from "../datasets/synthetic/mod.ts";
import { type DuplicateMatch, findDuplicates } from "../imaging/mod.ts";
import { projectRoot, type Run } from "../run/mod.ts";
import { readArtefact } from "./artefact.ts";

/** A labelled image as `dataset.json` lists it. */
export interface SurveyedImage extends ImageStatistics {
  readonly group: string;
  readonly label: LabelStatistics;
}

/** What notebook 01 found out about the data: `dataset.json`. */
export interface Survey {
  readonly version: 1;
  /** A short name for titles. */
  readonly name: string;
  readonly kind: Dataset["kind"];
  /** True where the pictures were drawn by this project. */
  readonly synthetic: boolean;
  readonly submission: Dataset["submission"];
  /** SHA-256 of every labelled image and label. */
  readonly fingerprint: string;
  /** Labelled images, sorted by id. */
  readonly images: readonly SurveyedImage[];
  /** Images to predict, sorted by id. */
  readonly unlabelled: readonly ImageStatistics[];
  /** Exact and near copies among all images. */
  readonly duplicates: readonly DuplicateMatch[];
  /** Files that were left out on request. */
  readonly leftOut: readonly LeftOut[];
}

/** How far a stage is: a count, and what is being done. */
export type StageProgress = (
  what: string,
  done: number,
  total: number,
) => void;

/** The folder of a run's images. */
export function dataFolder({ config }: Run): string {
  return isAbsolute(config.data)
    ? config.data
    : resolve(projectRoot, config.data);
}

/** Lists a run's images; draws them first where the run asks for drawn ones. */
async function listImages(
  run: Run,
  signal: AbortSignal | undefined,
  onProgress?: StageProgress,
): Promise<Dataset> {
  const { synthetic, dataOptions } = run.config;
  const root = dataFolder(run);
  if (synthetic) {
    await drawSynthetic({
      folder: root,
      ...synthetic,
      ...(signal ? { signal } : {}),
      onProgress: (done, total) => onProgress?.("drawing slides", done, total),
    });
  }
  return openDataset(root, dataOptions);
}

/**
 * Opens a run's images as notebook 01 left them: without the files that were left out, and unchanged.
 *
 * @param run The run.
 * @param survey From {@linkcode readSurvey}.
 * @throws {InputError} Where the folder has gone, or an image or label is not what notebook 01 saw.
 */
export async function openRunDataset(
  run: Run,
  survey: Survey,
): Promise<Dataset> {
  const dataset = await listImages(run, undefined);
  const known = new Set(
    [...survey.images, ...survey.unlabelled].map(({ id }) => id),
  );
  const opened: Dataset = {
    ...dataset,
    labelled: dataset.labelled.filter(({ id }) => known.has(id)),
    unlabelled: dataset.unlabelled.filter(({ id }) => known.has(id)),
    load: (record) => dataset.load(record),
  };
  const fingerprint = await datasetFingerprint(opened);
  if (fingerprint !== survey.fingerprint) {
    throw new InputError(
      `Cannot go on with the run: the data's fingerprint must be ${
        survey.fingerprint.slice(0, 12)
      }, current value is ${fingerprint.slice(0, 12)}`,
      {
        file: dataset.root,
        remedy:
          "Images or labels have changed since notebook 01: start a new run, or restore them.",
      },
    );
  }
  return opened;
}

/**
 * The records of some ids, in the ids' order.
 *
 * @param records Of a dataset.
 * @param ids Of images in it.
 * @throws {InputError} Where there is no image of an id.
 *
 * @example
 * ```ts
 * import { recordsOf } from "./survey.ts";
 *
 * const records = ["a", "b"].map((id) => ({ id, group: id, imagePath: `/${id}.png` }));
 * if (recordsOf(records, ["b"])[0]?.imagePath !== "/b.png") throw new Error();
 * ```
 */
export function recordsOf(
  records: readonly SampleRecord[],
  ids: readonly string[],
): SampleRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return ids.map((id) => {
    const record = byId.get(id);
    if (record) return record;
    throw new InputError(
      `Cannot find the image: id must be in the data, current value is ${id}`,
      { remedy: "Start a new run: the data has changed." },
    );
  });
}

/**
 * Reads every image and label once, measures them, looks for copies, and writes `dataset.json`.
 *
 * @param run The run; its slides are drawn first where it has no data of its own.
 * @param options Signal and progress.
 * @returns The images as they can be loaded, and what was found out.
 * @throws {InputError} Where the folder fits no layout, or a file is bad and the run does not leave bad files out.
 */
export async function surveyDataset(
  run: Run,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: StageProgress;
  } = {},
): Promise<{ dataset: Dataset; survey: Survey }> {
  const { signal, onProgress } = options;
  const listed = await listImages(run, signal, onProgress);
  signal?.throwIfAborted();
  const { dataset, statistics } = await checkDataset(listed, {
    skipBad: run.config.dataOptions.skipBad ?? false,
    onProgress: (done, total) => {
      signal?.throwIfAborted();
      onProgress?.("reading images", done, total);
    },
  });
  const groups = new Map(dataset.labelled.map(({ id, group }) => [id, group]));
  const survey: Survey = {
    version: 1,
    name: dataset.synthetic ? "drawn slides" : dataset.name,
    kind: dataset.kind,
    synthetic: dataset.synthetic,
    submission: dataset.submission,
    fingerprint: await datasetFingerprint(dataset),
    images: statistics.flatMap(({ label, ...rest }) => {
      const group = groups.get(rest.id);
      return label && group !== undefined ? [{ ...rest, group, label }] : [];
    }),
    unlabelled: statistics.filter(({ id }) => !groups.has(id)),
    duplicates: findDuplicates(statistics),
    leftOut: dataset.leftOut,
  };
  await writeJsonAtomic(run.folder.dataset, survey);
  return { dataset, survey };
}

/**
 * Reads what notebook 01 found out.
 *
 * @param run The run.
 * @throws {InputError} Where notebook 01 has not run.
 */
export function readSurvey(run: Run): Promise<Survey> {
  return readArtefact<Survey>(run.folder.dataset, "01_eda", [
    "name",
    "submission",
    "fingerprint",
    "images",
    "unlabelled",
    "duplicates",
    "leftOut",
  ]);
}
