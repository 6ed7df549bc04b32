import { InputError, pathExists } from "../../lib/core/mod.ts";
import { openDataset } from "../../lib/datasets/mod.ts";
import { findRecipe } from "../../lib/recipes/mod.ts";
import {
  createRun,
  listRuns,
  newRunConfig,
  openRun,
  type Run,
  runFolder,
} from "../../lib/run/mod.ts";
import type { pipelineOptions } from "../options/commands.ts";
import type { OptionValues } from "../options/parse_options.ts";
import { userPath } from "./user_path.ts";

/** The options of `deno task pipeline` as they were written. */
export type PipelineValues = OptionValues<typeof pipelineOptions>;

/** Options that a resumed run keeps from its start. */
const fixed = [
  "recipe",
  "data",
  "foreground",
  "group",
  "skip-bad",
  "folds",
  "hold-out",
  "smoke",
  "seed",
] as const;

async function isRun(root: string): Promise<boolean> {
  return await pathExists(runFolder(root).config);
}

async function resumeRun(values: PipelineValues): Promise<Run> {
  const given = fixed.filter((name) => values[name] !== undefined);
  if (given.length > 0) {
    throw new InputError(
      `Cannot go on with a run: it keeps the options of its start, current values have ${
        given.map((name) => `--${name}`).join(", ")
      }`,
      { remedy: "Leave them out, or start a new run without --resume." },
    );
  }
  const root = values.out === undefined
    ? (await listRuns()).at(-1)
    : userPath(values.out);
  if (!root || !await isRun(root)) {
    throw new InputError(
      `Cannot go on with a run: there is none${
        root ? ` in ${root}` : " under outputs/"
      }`,
      {
        remedy:
          "Start one without --resume and from notebook 01 on, or name its folder with --out.",
      },
    );
  }
  return await openRun(root);
}

async function startRun(values: PipelineValues): Promise<Run> {
  const { folds, seed, smoke = false, recipe } = values;
  const data = values.data === undefined ? undefined : userPath(values.data);
  const dataOptions = {
    ...(values.foreground === undefined
      ? {}
      : { foreground: values.foreground }),
    ...(values.group === undefined ? {} : { group: values.group }),
    ...(values["skip-bad"] ? { skipBad: true } : {}),
  };
  if (data === undefined && Object.keys(dataOptions).length > 0) {
    throw new InputError(
      "Cannot start a run: --foreground, --group and --skip-bad need --data",
      { remedy: "Name the folder of your images with --data DIR." },
    );
  }
  // A folder that cannot be used is told at once.
  if (data !== undefined) await openDataset(data, dataOptions);
  const config = newRunConfig({
    smoke,
    dataOptions,
    ...(recipe === undefined ? {} : { recipe: findRecipe(recipe) }),
    ...(data === undefined ? {} : { data }),
    ...(folds === undefined ? {} : { folds }),
    ...(seed === undefined ? {} : { seed }),
    ...(values["hold-out"] === undefined
      ? {}
      : { holdOut: values["hold-out"] }),
  });
  return await (values.out === undefined
    ? createRun(config)
    : createRun(config, userPath(values.out)));
}

/** Whether the notebooks that are asked for begin with the first, which needs nothing of an earlier run. */
const beginsAnew = (notebooks: string) =>
  notebooks.split(",").some((number) => Number(number) === 1);

/**
 * Finds or makes the run that the options ask for. An earlier one goes on (the one in `--out`, else the newest) with
 * `--resume`, with `--notebooks` that leave the first out, and with `--notebooks` where `--out` holds a run; else a new
 * one is made.
 *
 * @param values The options as they were written.
 * @returns The run; a new one's `run.json` is written.
 * @throws {InputError} Where options contradict each other, there is no run to go on with, a new one's folder is taken,
 * or the data folder cannot be used.
 *
 * @example
 * ```ts
 * import { planRun } from "./plan_run.ts";
 *
 * const out = `${await Deno.makeTempDir()}/run`;
 * await planRun({ smoke: true, seed: 5, out });
 * if ((await planRun({ resume: true, out })).config.seed !== 5) throw new Error();
 * ```
 */
export async function planRun(values: PipelineValues): Promise<Run> {
  const { notebooks, out, resume } = values;
  const goesOn = resume || notebooks !== undefined &&
      (!beginsAnew(notebooks) ||
        out !== undefined && await isRun(userPath(out)));
  return goesOn ? await resumeRun(values) : await startRun(values);
}
