import { InputError } from "../core/mod.ts";
import { decodeLabelImage } from "../imaging/mod.ts";
import type { Dataset, DatasetOptions, SampleRecord } from "./dataset.ts";
import { type ImageStatistics, imageStatistics } from "./image_statistics.ts";
import { describeValues } from "./label_mask.ts";
import { settleProblems } from "./layout.ts";

/** How a dataset is checked. */
export interface CheckOptions extends Pick<DatasetOptions, "skipBad"> {
  /** Images that are decoded at once. @default {3} */
  readonly concurrency?: number;
  /** Called after each image. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A dataset of which every file is known to decode. */
export interface CheckedDataset {
  /** Without the images that could not be used; those are in its `leftOut`. */
  readonly dataset: Dataset;
  /** Of the labelled, then of the unlabelled images, in the dataset's order. */
  readonly statistics: readonly ImageStatistics[];
}

/** Runs `work` on each item, a few at once; results keep the items' order. */
async function mapConcurrently<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return results;
}

/** The error where no mask has any foreground: names the values that the first masks do hold. */
async function noForeground(dataset: Dataset): Promise<InputError> {
  const values = new Set<string>();
  let file = dataset.root;
  for (const { labelPath } of dataset.labelled.slice(0, 10)) {
    if (labelPath === undefined) continue;
    const label = await decodeLabelImage(labelPath);
    if (values.size === 0) file = labelPath;
    describeValues(label).forEach((value) => values.add(value));
  }
  return new InputError(
    `Cannot use the masks: the foreground must occur in at least one, it occurs in none of ${dataset.labelled.length}; ` +
      `the values found in the first are ${
        [...values].sort().slice(0, 12).join(", ")
      }`,
    { file, remedy: "Give --foreground one of these values." },
  );
}

/**
 * Decodes every image and label of a dataset once: finds all bad files before any work is lost on them, and measures
 * the good ones.
 *
 * @param dataset From `openDataset`.
 * @param options How.
 * @returns The dataset without bad images, and the statistics of the good ones.
 * @throws {InputError} Where a file is bad and `skipBad` is not set; where none is good; where no mask has any
 * foreground.
 *
 * @example
 * ```ts
 * import { checkDataset } from "./check_dataset.ts";
 * import { openDataset } from "./open_dataset.ts";
 * import { encodePng } from "../imaging/mod.ts";
 *
 * const root = await Deno.makeTempDir();
 * for (const folder of ["images", "masks"]) {
 *   await Deno.mkdir(`${root}/${folder}`);
 *   const picture = await encodePng({ data: new Uint8Array([1, 0]), width: 2, height: 1 });
 *   await Deno.writeFile(`${root}/${folder}/a.png`, picture);
 * }
 * await Deno.writeTextFile(`${root}/images/b.png`, "no picture");
 * await Deno.copyFile(`${root}/masks/a.png`, `${root}/masks/b.png`);
 * const { dataset, statistics } = await checkDataset(await openDataset(root), { skipBad: true });
 * if (dataset.labelled.length !== 1 || dataset.leftOut.length !== 1) throw new Error();
 * if (statistics[0]?.label?.areaRatio !== 0.5) throw new Error();
 * ```
 */
export async function checkDataset(
  dataset: Dataset,
  options: CheckOptions = {},
): Promise<CheckedDataset> {
  const { concurrency = 3, onProgress, skipBad } = options;
  const records = [...dataset.labelled, ...dataset.unlabelled];
  let done = 0;
  const outcomes = await mapConcurrently(
    records,
    concurrency,
    async (record: SampleRecord) => {
      try {
        return imageStatistics(await dataset.load(record));
      } catch (error) {
        if (error instanceof InputError) return error;
        throw error;
      } finally {
        onProgress?.(++done, records.length);
      }
    },
  );
  const problems = outcomes.filter((one) => one instanceof InputError);
  const leftOut = settleProblems(problems, skipBad);
  const isGood = (_: SampleRecord, i: number) =>
    !(outcomes[i] instanceof InputError);
  const labelled = dataset.labelled.filter(isGood);
  const unlabelled = dataset.unlabelled.filter((record, i) =>
    isGood(record, dataset.labelled.length + i)
  );
  const checked = {
    ...dataset,
    labelled,
    unlabelled,
    leftOut: [...dataset.leftOut, ...leftOut],
  };
  const statistics = outcomes.filter((one): one is ImageStatistics =>
    !(one instanceof InputError)
  );
  if (labelled.length === 0) {
    throw new InputError(
      `Cannot use the dataset: at least one image with a label must decode, none of ${dataset.labelled.length} does; ` +
        `the first fault is: ${leftOut[0]?.reason}`,
      { file: dataset.root, remedy: "Mend or copy the files again." },
    );
  }
  if (
    dataset.kind === "mask_pairs" &&
    statistics.every(({ label }) => !label || label.areaRatio === 0)
  ) throw await noForeground(checked);
  return { dataset: checked, statistics };
}
