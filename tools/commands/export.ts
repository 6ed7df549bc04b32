import { openRun } from "../../lib/run/mod.ts";
import { exportWeights, readSplit, readSurvey } from "../../lib/stages/mod.ts";
import { openBackend } from "../../lib/tensor/mod.ts";
import { exportOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import { userPath } from "../pipeline/user_path.ts";
import { runMain } from "../setup/run_task.ts";

await runMain(async () => {
  const { values } = parseOptions("export", exportOptions, Deno.args);
  const run = await openRun(userPath(values.run ?? "."));
  const folds = await readSplit(run, await readSurvey(run));
  const folder = values.to ? userPath(values.to) : `${run.folder.root}/weights`;
  await openBackend();
  for (const path of await exportWeights(run, folds, folder)) {
    console.log(path);
  }
  return 0;
});
