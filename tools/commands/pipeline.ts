import { basename, relative } from "node:path";
import { InputError } from "../../lib/core/mod.ts";
import { formatDuration } from "../../lib/notebook/mod.ts";
import { writeReport } from "../../lib/report/mod.ts";
import { projectRoot, type Run } from "../../lib/run/mod.ts";
import { summarizeRun } from "../../lib/stages/mod.ts";
import { NotebookError } from "../notebooks/notebook_error.ts";
import { pipelineOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import { chooseNotebooks } from "../pipeline/choose_notebooks.ts";
import { executeRun } from "../pipeline/execute_run.ts";
import { planRun } from "../pipeline/plan_run.ts";
import { ensureRecipeWeights } from "../setup/ensure_recipe_weights.ts";
import { progressOnTerminal } from "../setup/pretrained.ts";

async function sourceNotebooks(): Promise<string[]> {
  const folder = `${projectRoot}/notebooks`;
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (/^\d\d_.*\.ipynb$/.test(name)) names.push(name);
  }
  return names.sort().map((name) => `${folder}/${name}`);
}

/** Where things are, as short as the reader's folder allows. */
function shown(path: string): string {
  const near = relative(Deno.cwd(), path);
  return near.startsWith("..") ? path : near;
}

async function report(
  run: Run,
  notebooks: string[],
  started: number,
): Promise<void> {
  const seconds = (performance.now() - started) / 1000;
  const summary = await summarizeRun(run, seconds);
  const { html, pdf, pdfMissing } = await writeReport({
    runRoot: run.folder.root,
    notebooks,
    summary,
    title: run.config.recipe.title,
  });
  const { scores, submission } = summary;
  const lines = [
    ["run", shown(run.folder.root)],
    ["report", shown(html)],
    ["", pdf ? shown(pdf) : `no PDF: ${pdfMissing}`],
    ...(submission
      ? [[
        "submission",
        `${
          shown(`${run.folder.root}/${submission.file}`)
        } (${submission.images} masks, ${
          submission.valid ? "valid" : "NOT VALID"
        })`,
      ]]
      : []),
    ...(scores
      ? [[
        "mean Dice",
        `${scores.dice.toFixed(4)} out-of-fold (${
          scores.diceBefore?.toFixed(4)
        } at threshold 0.5, ${
          scores.baseline?.toFixed(4)
        } if all were foreground)`,
      ]]
      : []),
    ...(scores?.holdOut
      ? [[
        "",
        `${
          scores.holdOut.dice.toFixed(4)
        } on ${scores.holdOut.images} held-out images`,
      ]]
      : []),
    ["time", formatDuration(seconds)],
  ];
  console.log("");
  for (const [name, value] of lines) console.log(`${name!.padEnd(12)}${value}`);
}

async function main(): Promise<void> {
  const started = performance.now();
  const { values } = parseOptions("pipeline", pipelineOptions, Deno.args);
  const wanted = chooseNotebooks(await sourceNotebooks(), values.notebooks);
  const run = await planRun(values);
  console.log(
    `Run ${shown(run.folder.root)}${run.config.smoke ? " (smoke)" : ""}`,
  );
  if (wanted.some((path) => basename(path).startsWith("04_"))) {
    await ensureRecipeWeights(run.config.recipe.model, progressOnTerminal);
  }
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => controller.abort());
  }
  const executed = await executeRun(
    run,
    wanted,
    values.resume ?? false,
    controller.signal,
  );
  await report(run, executed, started);
}

try {
  await main();
  Deno.exit(0);
} catch (error) {
  if (error instanceof InputError || error instanceof NotebookError) {
    console.error(`\n${error.message}`);
    if (error instanceof NotebookError) {
      console.error(
        "What was executed is kept. Mend the cause, then go on with --resume.",
      );
    }
  } else {
    console.error(error);
  }
  Deno.exit(1);
}
