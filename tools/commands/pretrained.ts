import { FETCHED_ENCODERS } from "../../lib/weights/pretrained/pretrained_path.ts";
import { pretrainedOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import { ensurePretrained, progressOnTerminal } from "../setup/pretrained.ts";
import { runMain } from "../setup/run_task.ts";

await runMain(async () => {
  const { values } = parseOptions("pretrained", pretrainedOptions, Deno.args);
  for (const encoder of values.encoder ?? FETCHED_ENCODERS) {
    console.log(await ensurePretrained(encoder, progressOnTerminal));
  }
  return 0;
});
