import { resolve } from "node:path";
import { InputError, pathExists } from "../core/mod.ts";
import type { Recipe } from "../recipes/mod.ts";
import { recipes, smokeRecipe } from "../recipes/mod.ts";
import { projectRoot } from "./project_root.ts";
import {
  readRunConfig,
  type RunConfig,
  type SyntheticData,
  writeRunConfig,
} from "./run_config.ts";
import { type RunFolder, runFolder } from "./run_folder.ts";

/** A run: where its files are and what it was asked for. */
export interface Run {
  readonly folder: RunFolder;
  readonly config: RunConfig;
}

/**
 * Slides drawn where a run has no data of its own; a few small ones for a smoke run.
 *
 * @param seed Of the drawing.
 * @param smoke Whether seconds are all there is.
 * @returns Numbers of images, and their size in pixels.
 *
 * @example
 * ```ts
 * import { syntheticData } from "./open_run.ts";
 *
 * if (syntheticData(1, true).labelled >= syntheticData(1, false).labelled) throw new Error();
 * ```
 */
export function syntheticData(seed: number, smoke: boolean): SyntheticData {
  return smoke
    ? { labelled: 12, public: 2, private: 2, width: 429, height: 236, seed }
    : { labelled: 48, public: 8, private: 8, width: 1716, height: 942, seed };
}

/** What a new run is made from; everything has a default. */
export interface NewRun {
  /** The system; a smoke run cuts it down. @default {recipes[0]} */
  readonly recipe?: Recipe;
  /** Folder of the images; without one slides are drawn. */
  readonly data?: string;
  /** How the folder is to be read. */
  readonly dataOptions?: RunConfig["dataOptions"];
  /** Folds, where not the recipe's. */
  readonly folds?: number;
  /** Share that is held out, where not the recipe's. */
  readonly holdOut?: number;
  /** @default {1} */
  readonly seed?: number;
  /** @default {false} */
  readonly smoke?: boolean;
}

/**
 * Completes the options of a new run.
 *
 * @param options What was asked for.
 * @param now When.
 * @returns The value of `run.json`.
 *
 * @example
 * ```ts
 * import { newRunConfig } from "./open_run.ts";
 *
 * if (newRunConfig({ folds: 3 }).recipe.folds.count !== 3) throw new Error();
 * ```
 */
export function newRunConfig(
  options: NewRun = {},
  now: Date = new Date(),
): RunConfig {
  const { smoke = false, seed = 1, data } = options;
  const full = options.recipe ?? recipes[0];
  const recipe = smoke ? smokeRecipe(full) : full;
  const synthetic = syntheticData(seed, smoke);
  return {
    version: 1,
    recipe: {
      ...recipe,
      folds: {
        ...recipe.folds,
        count: options.folds ?? recipe.folds.count,
        holdOut: options.holdOut ?? recipe.folds.holdOut,
      },
    },
    ...(data === undefined
      ? {
        data:
          `data/synthetic/${synthetic.labelled}x${synthetic.width}x${synthetic.height}-seed${seed}`,
        synthetic,
      }
      : { data: resolve(data) }),
    dataOptions: options.dataOptions ?? {},
    seed,
    smoke,
    createdAt: now.toISOString(),
  };
}

/**
 * A name for a new run: date and time (UTC), recipe. Names sort as the runs were made.
 *
 * @param config The run's.
 *
 * @example
 * ```ts
 * import { newRunConfig, runName } from "./open_run.ts";
 *
 * const config = newRunConfig({}, new Date("2026-11-21T10:20:30Z"));
 * if (runName(config) !== "2026-11-21_102030-unet_baseline") throw new Error();
 * ```
 */
export function runName(config: RunConfig): string {
  const time = config.createdAt.slice(0, 19).replace("T", "_").replaceAll(
    ":",
    "",
  );
  return `${time}-${config.recipe.name}${config.smoke ? "-smoke" : ""}`;
}

/**
 * Folders that hold a run, the newest last.
 *
 * @param outputs Where to look. @default {outputs/ of the project}
 * @returns Their paths; folders whose `run.json` is missing or damaged are passed over.
 *
 * @example
 * ```ts
 * import { createRun, listRuns, newRunConfig } from "./open_run.ts";
 *
 * const outputs = await Deno.makeTempDir();
 * await createRun(newRunConfig(), `${outputs}/a`);
 * if ((await listRuns(outputs)).join() !== `${outputs}/a`) throw new Error();
 * ```
 */
export async function listRuns(
  outputs: string = `${projectRoot}/outputs`,
): Promise<string[]> {
  const runs: { root: string; createdAt: string }[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(outputs)) {
      if (!isDirectory) continue;
      const root = `${outputs}/${name}`;
      try {
        const { createdAt } = await readRunConfig(runFolder(root));
        runs.push({ root, createdAt });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return runs.sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    .map(({ root }) => root);
}

/**
 * Makes a run's folder with its `run.json`.
 *
 * @param config What is asked for.
 * @param root The folder. @default {outputs/<date>_<time>-<recipe>}
 * @returns The run.
 * @throws {InputError} Where the folder already holds a run.
 *
 * @example
 * ```ts
 * import { createRun, newRunConfig } from "./open_run.ts";
 *
 * const run = await createRun(newRunConfig({ smoke: true }), `${await Deno.makeTempDir()}/run`);
 * if (!run.config.smoke) throw new Error();
 * ```
 */
export async function createRun(
  config: RunConfig,
  root: string = `${projectRoot}/outputs/${runName(config)}`,
): Promise<Run> {
  const folder = runFolder(resolve(root));
  if (await pathExists(folder.config)) {
    throw new InputError(
      `Cannot start a run: the folder must be new, ${folder.root} already holds one`,
      { remedy: "Go on with it (--resume), or choose another --out." },
    );
  }
  await writeRunConfig(folder, config);
  return { folder, config };
}

/**
 * Opens the run that a notebook works on: the one named by the environment variable `SEGBOOK_RUN`, else the newest under
 * `outputs`, else a new one with the defaults.
 *
 * @param root A run's folder, where it is known.
 * @throws {InputError} Where the folder named holds no run.
 *
 * @example
 * ```ts
 * import { createRun, newRunConfig, openRun } from "./open_run.ts";
 *
 * const root = `${await Deno.makeTempDir()}/run`;
 * await createRun(newRunConfig({ seed: 5 }), root);
 * if ((await openRun(root)).config.seed !== 5) throw new Error();
 * ```
 */
export async function openRun(
  root: string | undefined = Deno.env.get("SEGBOOK_RUN"),
): Promise<Run> {
  const found = root || (await listRuns()).at(-1);
  if (!found) return createRun(newRunConfig());
  const folder = runFolder(resolve(found));
  return { folder, config: await readRunConfig(folder) };
}
