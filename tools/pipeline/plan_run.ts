import { InputError } from "../../lib/core/mod.ts";
import { openDataset } from "../../lib/datasets/mod.ts";
import { findRecipe } from "../../lib/recipes/mod.ts";
import {
  createRun,
  listRuns,
  newRunConfig,
  openRun,
  type Run,
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
  return await Deno.stat(`${root}/run.json`).then(() => true, () => false);
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
      { remedy: "Start one without --resume." },
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

/**
 * Finds or makes the run that the options ask for: with `--resume` or `--notebooks` an earlier one may go on, else a new
 * one is made.
 *
 * @param values The options as they were written.
 * @throws {InputError} Where they contradict each other or the data folder cannot be used.
 */
export async function planRun(values: PipelineValues): Promise<Run> {
  const existing = values.out !== undefined &&
    await isRun(userPath(values.out));
  const again = values.notebooks !== undefined && existing;
  return values.resume || again
    ? await resumeRun(values)
    : await startRun(values);
}
