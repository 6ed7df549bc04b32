import { InputError } from "../../lib/core/mod.ts";
import { openRun } from "../../lib/run/mod.ts";
import {
  openRunDataset,
  readSplit,
  readSurvey,
  trainRun,
} from "../../lib/stages/mod.ts";
import { trainOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import {
  progressLines,
  standardOutput,
} from "../pipeline/terminal_progress.ts";
import { userPath } from "../pipeline/user_path.ts";
import { ensureRecipeWeights } from "../setup/ensure_recipe_weights.ts";
import { progressOnTerminal } from "../setup/pretrained.ts";
import { trainingReport } from "./training_report.ts";

/** How a shell counts an end by these signals. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

const stop = new AbortController();
let stopped: keyof typeof EXIT_CODES | undefined;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(name, () => {
    stopped = name;
    stop.abort();
  });
}

async function main(): Promise<void> {
  const { values } = parseOptions("train", trainOptions, Deno.args);
  const { fold = 0, workers } = values;
  const run = await openRun(userPath(values.run ?? "."));
  const survey = await readSurvey(run);
  const folds = await readSplit(run, survey);
  const count = folds.folds.length;
  if (fold >= count) {
    throw new InputError(
      `Cannot train the fold: --fold must be from 0 to ${
        count - 1
      }, current value is ${fold}`,
      { file: run.folder.folds, remedy: `The run has ${count} folds.` },
    );
  }
  console.log(`Fold ${fold} of ${run.folder.root}`);
  await ensureRecipeWeights(run.config.recipe.model, progressOnTerminal);
  const dataset = await openRunDataset(run, survey);
  const lines = progressLines(standardOutput);
  const tell = trainingReport(lines);
  try {
    const events = trainRun({
      run,
      dataset,
      survey,
      folds,
      only: [fold],
      signal: stop.signal,
      ...(workers === undefined ? {} : { workers }),
    });
    for await (const event of events) tell(event);
  } finally {
    lines.end();
  }
}

try {
  await main();
  Deno.exit(0);
} catch (error) {
  if (stopped) {
    console.error("Stopped. The same command goes on from here.");
    Deno.exit(EXIT_CODES[stopped]);
  }
  console.error(error instanceof InputError ? `\n${error.message}` : error);
  Deno.exit(1);
}
