import { InputError, pathExists } from "../core/mod.ts";
import { openRun, type Run } from "../run/mod.ts";
import { type Backend, openBackend } from "../tensor/backend.ts";
import {
  displayStamp,
  type EnvironmentStamp,
  environmentStamp,
} from "./environment_stamp.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { currentKernel } from "./kernel.ts";
import { installOutputGuard } from "./output_guard.ts";

/** What a notebook says of itself in its opening cell. */
export interface NotebookOptions {
  /** Its file's name without the ending, as in "01_eda". */
  readonly name: string;
  /** Files of the run folder that it needs, as in "dataset.json". */
  readonly reads: readonly RunFile[];
  /** Opens the run. @default {openRun of lib/run} */
  readonly openRun?: () => Promise<Run>;
}

/** Which notebook writes a file of the run folder. */
const WRITERS = {
  "dataset.json": "01_eda",
  "folds.json": "02_folds",
  "training": "04_training",
  "out_of_fold/index.json": "04_training",
  "threshold.json": "05_threshold_search",
  "scores.json": "06_submission",
} as const;

/** A file of the run folder that one notebook writes and another reads. */
export type RunFile = keyof typeof WRITERS;

/** What the cells of a notebook share. */
export interface NotebookContext {
  /** Its file's name without the ending. */
  readonly name: string;
  /** The run it works on. */
  readonly run: Run;
  /** What runs the tensor operations. */
  readonly backend: Backend;
  /** What the results depend on. */
  readonly stamp: EnvironmentStamp;
  /**
   * Aborted by Jupyter's stop button; hand it to long work, which ends within one step. From the end of the
   * interrupted cell on it is a fresh one, so take it anew in each cell.
   */
  readonly signal: AbortSignal;
}

/**
 * Opens a notebook: no output gets lost and no fault stays silent from here on, the stop button interrupts without
 * ending the kernel, the run is found, and the environment stamp is shown.
 *
 * The run is the folder named by the environment variable `SEGBOOK_RUN`, else the newest under `outputs`, else a new
 * one with the default options.
 *
 * @param options The notebook's name and what it reads.
 * @throws {InputError} Where a file that the notebook reads is missing; names the notebook to run first.
 *
 * @example
 * ```ts
 * import { createRun, newRunConfig } from "../run/mod.ts";
 * import { openNotebook } from "./open_notebook.ts";
 *
 * const root = `${await Deno.makeTempDir()}/run`;
 * const notebook = await openNotebook({
 *   name: "01_eda",
 *   reads: [],
 *   openRun: () => createRun(newRunConfig({ smoke: true }), root),
 * });
 * if (notebook.signal.aborted || notebook.run.folder.root !== root) throw new Error();
 * ```
 */
export async function openNotebook(
  options: NotebookOptions,
): Promise<NotebookContext> {
  installOutputGuard();
  const interrupts = listenForInterrupts();
  const run = await (options.openRun ?? openRun)();
  await requireFiles(options.name, run, options.reads);
  const backend = await openBackend();
  const stamp = await environmentStamp(run, backend);
  const jupyter = currentKernel()?.jupyter;
  if (backend.warning) console.warn(backend.warning);
  await jupyter?.display(displayStamp(stamp));
  return {
    name: options.name,
    run,
    backend,
    stamp,
    get signal() {
      return interrupts.signal;
    },
  };
}

async function requireFiles(
  name: string,
  run: Run,
  files: readonly RunFile[],
): Promise<void> {
  for (const file of files) {
    const path = `${run.folder.root}/${file}`;
    if (await pathExists(path)) continue;
    throw new InputError(`Cannot open ${name}: ${file} must be in the run`, {
      file: path,
      remedy: `Run notebooks/${WRITERS[file]}.ipynb first.`,
    });
  }
}
