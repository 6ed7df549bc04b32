import { cpus } from "node:os";
import { writeFileAtomic } from "../../lib/core/mod.ts";
import { projectRoot } from "../../lib/run/project_root.ts";
import { suitesNamed } from "../bench/check_options.ts";
import { installPeers } from "../bench/install_peers.ts";
import { replaceTable } from "../bench/readme_table.ts";
import type { SuiteName } from "../bench/suite_names.ts";
import { suites } from "../bench/suites.ts";
import { qualityOptions } from "../bench/quality/quality_options.ts";
import { profileTraining } from "../bench/train/profile/profile_training.ts";
import { benchOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import { runDeno } from "./run_step.ts";

const { values } = parseOptions("bench", benchOptions, Deno.args);
const { rounds = 10, suite, only } = values;
const python = values["skip-peers"] ? undefined : await installPeers();
const quality = qualityOptions(values);
const options = {
  rounds,
  python,
  ...(only === undefined ? {} : { only }),
  ...(quality ? { quality } : {}),
  tell: (line: string) => console.log(line),
};

/** The data of the suite quality, as the command names it. */
function dataWords(name: SuiteName): string[] {
  const { data, foreground } = values;
  if (name !== "quality" || data === undefined) return [];
  return [
    "--data",
    data,
    ...(foreground === undefined ? [] : ["--foreground", foreground]),
  ];
}

async function writeTable(name: SuiteName, table: string): Promise<void> {
  const readme = `${projectRoot}/README.md`;
  const text = await Deno.readTextFile(readme);
  await writeFileAtomic(readme, replaceTable(text, name, table));
  await runDeno(["fmt", "--quiet", "README.md"]);
  console.log(`\nREADME.md holds the table of ${name} now.\n`);
}

async function runSuite(name: SuiteName): Promise<void> {
  const {
    table,
    notes,
    method = `Medians of ${rounds} rounds, ours and the peer in turn`,
  } = await suites[name](options);
  const processor = cpus()[0]?.model ?? "unknown processor";
  const conditions = [
    `${method}; ${processor}`,
    `${cpus().length} cores`,
    ...notes,
  ];
  const whole = `${table}\n\n${conditions.join(", ")}; \`deno task bench ${
    [name, ...dataWords(name)].join(" ")
  }\`.`;
  console.log(`\n${whole}`);
  // A part of the work, or ours alone, is not what the README promises.
  if (python && only === undefined) await writeTable(name, whole);
}

if (values.profile) await profileTraining(options);
else for (const name of suitesNamed(suite)) await runSuite(name);
Deno.exit(0);
