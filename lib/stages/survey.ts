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

/**
 * The folder of a run's images.
 *
 * @param run The run.
 * @returns An absolute path.
 *
 * @example
 * ```ts
 * import { newRunConfig, runFolder } from "../run/mod.ts";
 * import { dataFolder } from "./survey.ts";
 *
 * const run = { folder: runFolder("/o/a"), config: newRunConfig({ data: "/data/mine" }) };
 * if (dataFolder(run) !== "/data/mine") throw new Error();
 * ```
 */
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
 * @returns Images that have come since are not among them.
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
 * @throws {DOMException} The signal's reason; nothing is written.
 *
 * @example
 * ```ts
 * import { encodePng } from "../imaging/mod.ts";
 * import { createRun, newRunConfig } from "../run/mod.ts";
 * import { readSplit, splitDataset } from "./split.ts";
 * import { openRunDataset, readSurvey, surveyDataset } from "./survey.ts";
 *
 * const folder = await Deno.makeTempDir();
 * for (const [i, name] of ["a", "b", "c", "d"].entries()) {
 *   for (const kind of ["images", "masks"]) {
 *     const data = Uint8Array.from({ length: 256 }, (_, p) => (p * (2 * i + 1)) % 7 ? 0 : 1);
 *     await Deno.mkdir(`${folder}/${kind}`, { recursive: true });
 *     await Deno.writeFile(`${folder}/${kind}/${name}.png`, await encodePng({ data, width: 16, height: 16 }));
 *   }
 * }
 * const config = newRunConfig({ data: folder, folds: 2, holdOut: 0 });
 * const run = await createRun(config, `${folder}/run`);
 * await surveyDataset(run);
 *
 * // A later notebook goes on from the files.
 * const survey = await readSurvey(run);
 * const dataset = await openRunDataset(run, survey);
 * if (dataset.labelled.length !== 4) throw new Error();
 * await splitDataset(run, survey);
 * if ((await readSplit(run, survey)).folds.length !== 2) throw new Error();
 * ```
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
 * @throws {InputError} Where notebook 01 has not run, or the file is damaged.
 *
 * @example
 * See {@linkcode surveyDataset}.
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
