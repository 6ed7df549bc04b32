import { z } from "zod";
import { InputError, writeJsonAtomic } from "../core/mod.ts";
import type { DatasetOptions } from "../datasets/dataset.ts";
import { parseRecipe, type Recipe } from "../recipes/mod.ts";
import type { RunFolder } from "./run_folder.ts";

/** Slides to draw where a run has no data of its own. */
export interface SyntheticData {
  /** Images with labels. */
  readonly labelled: number;
  /** Unlabelled images of the public board. */
  readonly public: number;
  /** Unlabelled images of the private board. */
  readonly private: number;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Seed of the drawing. */
  readonly seed: number;
}

/** What a run was asked for: `run.json`. */
export interface RunConfig {
  /** Version of this file's layout. */
  readonly version: 1;
  /** The system, complete with every value. */
  readonly recipe: Recipe;
  /** Folder of the images; absolute, or relative to the project's folder. */
  readonly data: string;
  /** How the folder is to be read. */
  readonly dataOptions: DatasetOptions;
  /** What is drawn into the folder first; absent for a user's own data. */
  readonly synthetic?: SyntheticData;
  /** Seed of folds, weights, order and augmentation. */
  readonly seed: number;
  /** True where the recipe was cut down to seconds. */
  readonly smoke: boolean;
  /** When the run was made, ISO 8601. */
  readonly createdAt: string;
}

const count = z.number().int().min(0);
const schema = z.strictObject({
  version: z.literal(1),
  recipe: z.unknown(),
  data: z.string().min(1),
  dataOptions: z.strictObject({
    foreground: z.string().exactOptional(),
    group: z.string().exactOptional(),
    skipBad: z.boolean().exactOptional(),
  }),
  synthetic: z.strictObject({
    labelled: count,
    public: count,
    private: count,
    width: count,
    height: count,
    seed: count,
  }).exactOptional(),
  seed: count,
  smoke: z.boolean(),
  createdAt: z.iso.datetime(),
});

/**
 * Reads and checks a run's `run.json`.
 *
 * @param folder The run's folder.
 * @throws {InputError} Where the file is missing, is no JSON, or has an unknown or mistyped key.
 *
 * @example
 * ```ts
 * import { readRunConfig, writeRunConfig } from "./run_config.ts";
 * import { runFolder } from "./run_folder.ts";
 * import { unetBaseline } from "../recipes/mod.ts";
 *
 * const folder = runFolder(await Deno.makeTempDir());
 * await writeRunConfig(folder, {
 *   version: 1,
 *   recipe: unetBaseline,
 *   data: "data/mine",
 *   dataOptions: { foreground: "0" },
 *   seed: 1,
 *   smoke: false,
 *   createdAt: new Date().toISOString(),
 * });
 * if ((await readRunConfig(folder)).data !== "data/mine") throw new Error();
 * ```
 */
export async function readRunConfig(folder: RunFolder): Promise<RunConfig> {
  const file = folder.config;
  let json: unknown;
  try {
    json = JSON.parse(await Deno.readTextFile(file));
  } catch (cause) {
    throw new InputError(
      "Cannot read the run: run.json is missing or damaged",
      {
        file,
        remedy: "Start a run with `deno task pipeline`.",
        cause,
      },
    );
  }
  const result = schema.safeParse(json);
  if (!result.success) {
    throw new InputError(
      `Cannot read the run: ${z.prettifyError(result.error)}`,
      { file, remedy: "Mend the key, or start a new run." },
    );
  }
  const recipe = parseRecipe(result.data.recipe, file);
  return { ...result.data, recipe };
}

/**
 * Writes a run's `run.json`.
 *
 * @param folder The run's folder; made where it is missing.
 * @param config What is asked for.
 *
 * @example
 * See {@linkcode readRunConfig}.
 */
export async function writeRunConfig(
  folder: RunFolder,
  config: RunConfig,
): Promise<void> {
  await writeJsonAtomic(folder.config, config);
}
