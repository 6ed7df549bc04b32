import { InputError, writeJsonAtomic } from "../../core/mod.ts";
import { referenceWidth, type Split } from "./plan_objects.ts";
import type { LabelStatistics } from "./statistics.ts";
import { syntheticVersion } from "./version.ts";
import type { WorkerAnswer } from "./worker.ts";
import type { ImageTask, ImageTruth } from "./write_image.ts";

/** What to draw. */
export interface SyntheticOptions {
  /** Where the images go. */
  readonly folder: string;
  /** Integer; the same seed draws the same pictures. */
  readonly seed: number;
  /** Images with a label. @default {48} */
  readonly labelled?: number;
  /** Images of the public test set, without a label. @default {8} */
  readonly public?: number;
  /** Images of the private test set, without a label. @default {8} */
  readonly private?: number;
  /** Pixels a row; smaller pictures show the same field of view. @default {1716} */
  readonly width?: number;
  /** Rows. @default {942} */
  readonly height?: number;
  /** Pictures drawn at the same time; they do not depend on it. @default {the cores, at most 8} */
  readonly workers?: number;
  /** Is told how many pictures are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops the drawing; what was drawn is removed. */
  readonly signal?: AbortSignal;
}

/** What `synthetic.json` in a drawn folder says. */
export interface SyntheticStamp {
  readonly version: number;
  readonly seed: number;
  readonly labelled: number;
  readonly public: number;
  readonly private: number;
  readonly width: number;
  readonly height: number;
}

/** The stamp and the truth's statistics: of the labelled images, and of the others, whose labels are hidden. */
export interface SyntheticDescription extends SyntheticStamp {
  readonly statistics: {
    readonly labelled: LabelStatistics;
    readonly unlabelled: LabelStatistics;
  };
}

const stampFile = "synthetic.json";

/**
 * Draws a data set of H&E-like lung tissue with tumour clusters in its air spaces, in the layout of the AI CUP 2022 STAS
 * competition: `Train_Images/%08d.jpg` with `Train_Annotations/%08d.json` (labelme), `Public_Image/Public_%08d.jpg` and
 * `Private_Image/Private_%08d.jpg`, and `synthetic.json` ({@linkcode SyntheticDescription}). The outlines of the unlabelled
 * images are under `.truth/`, in the same form, for whoever scores a submission.
 *
 * The folder appears whole or not at all. A folder that was drawn before with the same options and the same version of the
 * drawer is left as it is.
 *
 * @param options Folder, seed, counts and size.
 * @throws {InputError} Where an option is out of range, or the folder holds something that was not drawn.
 * @throws {DOMException} `AbortError` (or the signal's reason) where the signal stopped it.
 *
 * @example
 * ```ts
 * import { drawSynthetic } from "./draw_synthetic.ts";
 *
 * const folder = `${await Deno.makeTempDir()}/drawn`;
 * await drawSynthetic({ folder, seed: 1, labelled: 2, public: 1, private: 0, width: 215, height: 118 });
 * await Deno.stat(`${folder}/Train_Annotations/00000001.json`);
 * ```
 */
export async function drawSynthetic(options: SyntheticOptions): Promise<void> {
  const { signal, onProgress } = options;
  const stamp = syntheticStamp(options);
  const folder = options.folder.replace(/(.)\/+$/, "$1");
  signal?.throwIfAborted();
  if (await isDrawn(folder, stamp)) return;
  await refuseForeign(folder);

  const aside = await makeAside(folder);
  try {
    const tasks = tasksOf(aside, stamp);
    const workers = options.workers ??
      Math.min(8, navigator.hardwareConcurrency);
    const truths = await runTasks(tasks, workers, onProgress, signal);
    const of = (labelled: boolean) => {
      return statisticsOf(
        truths.filter((_, i) => (tasks[i]!.split === "train") === labelled),
      );
    };
    const description: SyntheticDescription = {
      ...stamp,
      statistics: { labelled: of(true), unlabelled: of(false) },
    };
    await writeJsonAtomic(`${aside}/${stampFile}`, description);
    await putInPlace(aside, folder, stamp);
  } finally {
    await Deno.remove(aside, { recursive: true }).catch(() => {});
  }
}

/**
 * Reads what a drawn folder says of itself.
 *
 * @param folder A folder that may have been drawn.
 * @returns The description, or `undefined` where the folder was not drawn by this project.
 *
 * @example
 * ```ts
 * import { readSyntheticDescription } from "./draw_synthetic.ts";
 *
 * if (await readSyntheticDescription(await Deno.makeTempDir()) !== undefined) throw new Error();
 * ```
 */
export async function readSyntheticDescription(
  folder: string,
): Promise<SyntheticDescription | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${folder}/${stampFile}`));
  } catch {
    return undefined;
  }
}

/**
 * What a folder drawn with these options is stamped with: two option sets with equal stamps give equal pictures.
 *
 * @param options As for {@linkcode drawSynthetic}.
 * @throws {InputError} Where an option is out of range.
 *
 * @example
 * ```ts
 * import { syntheticStamp } from "./draw_synthetic.ts";
 *
 * if (syntheticStamp({ folder: "x", seed: 3 }).labelled !== 48) throw new Error();
 * ```
 */
export function syntheticStamp(options: SyntheticOptions): SyntheticStamp {
  const { seed, labelled = 48, width = referenceWidth, height = 942 } = options;
  const { public: open = 8, private: hidden = 8 } = options;
  const check = (name: string, value: number, least: number, most: number) => {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return;
    throw new InputError(
      `Cannot draw synthetic images: ${name} must be an integer from ${least} to ${most}, current value is ${value}`,
    );
  };
  check("seed", seed, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  check("labelled", labelled, 1, 100_000);
  check("public", open, 0, 100_000);
  check("private", hidden, 0, 100_000);
  check("width", width, 64, 8192);
  check("height", height, 64, 8192);
  check("workers", options.workers ?? 1, 1, 64);
  return {
    version: syntheticVersion,
    seed,
    labelled,
    public: open,
    private: hidden,
    width,
    height,
  };
}

/** Whether the folder holds exactly what the stamp says; files that were taken away since are noticed. */
async function isDrawn(
  folder: string,
  stamp: SyntheticStamp,
): Promise<boolean> {
  const found = await readSyntheticDescription(folder);
  if (!found) return false;
  const same = (Object.keys(stamp) as (keyof SyntheticStamp)[])
    .every((key) => found[key] === stamp[key]);
  if (!same) return false;
  const expected: readonly [string, number][] = [
    ["Train_Images", stamp.labelled],
    ["Train_Annotations", stamp.labelled],
    ["Public_Image", stamp.public],
    ["Private_Image", stamp.private],
    [".truth", stamp.public + stamp.private],
  ];
  const counts = await Promise.all(
    expected.map(([name]) => countFiles(`${folder}/${name}`)),
  );
  return expected.every(([, count], i) => counts[i]! >= count);
}

async function countFiles(folder: string): Promise<number> {
  let count = 0;
  try {
    for await (const _ of Deno.readDir(folder)) count++;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return count;
}

/** Drawn data may be replaced, anything else may not. */
async function refuseForeign(folder: string): Promise<void> {
  try {
    if (await countFiles(folder) === 0) return;
  } catch (cause) {
    throw new InputError(
      `Cannot draw synthetic images: folder must be a folder, current value is a file or cannot be read`,
      { file: folder, remedy: "Choose another folder.", cause },
    );
  }
  if (await readSyntheticDescription(folder)) return;
  throw new InputError(
    "Cannot draw synthetic images: folder must be empty, new, or drawn before, current one holds other files",
    { file: folder, remedy: "Choose another folder or remove this one." },
  );
}

/** A folder beside the target to draw in; those that an interrupted drawing left an hour ago or more are removed. */
async function makeAside(folder: string): Promise<string> {
  const cut = folder.lastIndexOf("/");
  const parent = cut < 0 ? "." : cut === 0 ? "/" : folder.slice(0, cut);
  const prefix = `${folder.slice(cut + 1)}.drawing.`;
  await Deno.mkdir(parent, { recursive: true });
  for await (const { name } of Deno.readDir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const { mtime } = await Deno.stat(`${parent}/${name}`);
    if (Date.now() - (mtime?.getTime() ?? 0) > 3_600_000) {
      await Deno.remove(`${parent}/${name}`, { recursive: true }).catch(
        () => {},
      );
    }
  }
  return await Deno.makeTempDir({ dir: parent, prefix });
}

function tasksOf(folder: string, stamp: SyntheticStamp): ImageTask[] {
  const { seed, width, height } = stamp;
  const parts: readonly [Split, number][] = [
    ["train", stamp.labelled],
    ["public", stamp.public],
    ["private", stamp.private],
  ];
  return parts.flatMap(([split, count]) =>
    Array.from({ length: count }, (_, index) => {
      return { folder, seed, split, index, width, height };
    })
  );
}

/** Hands the tasks to workers, the next to whoever is free; the truths come back in the tasks' order. */
async function runTasks(
  tasks: readonly ImageTask[],
  count: number,
  onProgress: SyntheticOptions["onProgress"],
  signal: AbortSignal | undefined,
): Promise<ImageTruth[]> {
  const truths: ImageTruth[] = [];
  let [next, done] = [0, 0];
  const workers: Worker[] = [];
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  const stop = () => stopped.reject(signal!.reason);
  signal?.addEventListener("abort", stop);
  const work = async (worker: Worker) => {
    while (next < tasks.length) {
      const which = next++;
      truths[which] = await ask(worker, tasks[which]!);
      onProgress?.(++done, tasks.length);
    }
  };
  try {
    for (let i = 0; i < Math.min(count, tasks.length); i++) {
      const url = new URL("./worker.ts", import.meta.url);
      workers.push(new Worker(url, { type: "module" }));
    }
    await Promise.race([Promise.all(workers.map(work)), stopped.promise]);
  } finally {
    signal?.removeEventListener("abort", stop);
    for (const worker of workers) worker.terminate();
  }
  return truths;
}

function ask(worker: Worker, task: ImageTask): Promise<ImageTruth> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if ("truth" in data) resolve(data.truth);
      else reject(new Error(`Cannot draw synthetic images: ${data.error}`));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot draw synthetic images: ${event.message}`));
    };
    worker.postMessage(task);
  });
}

function statisticsOf(truths: readonly ImageTruth[]): LabelStatistics {
  return {
    objects: truths.map(({ objects }) => objects),
    ratio: truths.map(({ ratio }) => ratio),
    boxSide: truths.flatMap(({ boxSides }) => boxSides),
  };
}

/** Renames the drawn folder to its place. Where another process was first with the same pictures, theirs stay. */
async function putInPlace(
  aside: string,
  folder: string,
  stamp: SyntheticStamp,
): Promise<void> {
  if (await isDrawn(folder, stamp)) return;
  if (await readSyntheticDescription(folder)) {
    await Deno.remove(folder, { recursive: true });
  }
  try {
    await Deno.rename(aside, folder);
  } catch (error) {
    if (!await isDrawn(folder, stamp)) throw error;
  }
}
