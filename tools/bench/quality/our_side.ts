import { isDeepStrictEqual } from "node:util";
import { InputError, pathExists } from "../../../lib/core/mod.ts";
import { findRecipe } from "../../../lib/recipes/mod.ts";
import { openRun, projectRoot, runFolder } from "../../../lib/run/mod.ts";
import { readOutOfFoldMap, recordsOf } from "../../../lib/stages/mod.ts";
import { resizeProbabilityMap } from "../../../lib/imaging/mod.ts";
import { foldFiles } from "../../../lib/training/mod.ts";
import { runDeno } from "../../commands/run_step.ts";
import { decisiveRecipe } from "./decisive_recipe.ts";
import { type OpenedRun, openQualityRun } from "./open_quality_run.ts";
import type { QualityOptions } from "./quality_options.ts";
import type { ScoredImage } from "./score_maps.ts";

/** The recipe of the comparison. */
export const QUALITY_RECIPE = "lite0_unet";
/** From the images to the threshold. */
const NOTEBOOKS = "01,02,04,05";

/**
 * The words by which the pipeline is run, or gone on with where there is a run.
 *
 * @example
 * ```ts
 * import { pipelineWords } from "./our_side.ts";
 *
 * const options = { data: "d", foreground: "0", out: "o" };
 * if (!pipelineWords(options, false).includes("--foreground")) throw new Error();
 * if (pipelineWords(options, true).includes("--data")) throw new Error();
 * ```
 */
export function pipelineWords(
  { data, foreground, out }: QualityOptions,
  begun: boolean,
): string[] {
  const words = ["--notebooks", NOTEBOOKS, "--out", out];
  if (begun) return [...words, "--resume"];
  return [
    ...["--recipe", QUALITY_RECIPE, "--data", data],
    ...(foreground === undefined ? [] : ["--foreground", foreground]),
    ...words,
  ];
}

/**
 * Runs the pipeline's notebooks up to the threshold search, or goes on with the run that is there.
 *
 * @throws {InputError} Where the run that is there is of another recipe, or a notebook fails.
 */
export async function makeOurRun(options: QualityOptions): Promise<OpenedRun> {
  const begun = await pathExists(runFolder(options.out).config);
  if (begun) await checkRecipe(options.out);
  const { success } = await runDeno([
    "run",
    "-A",
    "--quiet",
    `${projectRoot}/tools/commands/pipeline.ts`,
    ...pipelineWords(options, begun),
  ]);
  if (!success) {
    throw new InputError("Cannot compare: the pipeline must run to its end", {
      file: options.out,
      remedy: "Mend what it says above; the same command goes on from there.",
    });
  }
  return await openQualityRun(options.out);
}

async function checkRecipe(out: string): Promise<void> {
  const { config } = await openRun(out);
  const given = new Map(Object.entries(decisiveRecipe(config.recipe)));
  const wanted = Object.entries(decisiveRecipe(findRecipe(QUALITY_RECIPE)));
  const other = wanted
    .filter(([key, value]) => !isDeepStrictEqual(given.get(key), value))
    .map(([key]) => key);
  if (other.length === 0) return;
  throw new InputError(
    `Cannot compare: the run must be of the recipe ${QUALITY_RECIPE} as it is now, current value has another ${
      other.join(", ")
    }`,
    { file: out, remedy: "Delete the folder, or name another by --out." },
  );
}

/** Labels of the validation images, fold by fold. */
export async function* foldLabels(
  { dataset, folds }: OpenedRun,
): AsyncGenerator<Omit<ScoredImage, "map">> {
  for (const [fold, ids] of folds.folds.entries()) {
    for (const record of recordsOf(dataset.labelled, ids)) {
      const { id, mask } = await dataset.load(record);
      yield { id, fold, truth: mask! };
    }
  }
}

/** Our out-of-fold maps, fold by fold. */
export async function* ourMaps(
  opened: OpenedRun,
): AsyncGenerator<ScoredImage> {
  for await (const image of foldLabels(opened)) {
    const map = await readOutOfFoldMap(opened.run, image.id);
    const { width, height } = image.truth;
    yield { ...image, map: resizeProbabilityMap(map, width, height) };
  }
}

/** Minutes of each fold's training, validation included. */
export async function ourMinutes({ run, folds }: OpenedRun): Promise<number[]> {
  const files = folds.folds.map((_, k) => foldFiles(run.folder.fold(k)).timing);
  return await Promise.all(files.map(async (path) => {
    const lines = (await Deno.readTextFile(path)).trim().split("\n");
    const seconds = lines.map((line): number => JSON.parse(line).seconds ?? 0);
    return seconds.reduce((sum, one) => sum + one, 0) / 60;
  }));
}
