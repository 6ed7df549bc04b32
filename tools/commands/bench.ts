import { cpus } from "node:os";
import { openBackend } from "../../lib/tensor/mod.ts";
import { projectRoot } from "../../lib/run/project_root.ts";
import { writeFileAtomic } from "../../lib/core/mod.ts";
import { benchCases } from "../bench/cases.ts";
import { type BenchResult, measure } from "../bench/measure.ts";
import { benchTable, replaceTable } from "../bench/readme_table.ts";
import { installPeers } from "../bench/install_peers.ts";
import { benchOptions } from "../options/commands.ts";
import { parseOptions } from "../options/parse_options.ts";
import { runDeno } from "./run_step.ts";

const { values } = parseOptions("bench", benchOptions, Deno.args);
const rounds = values.rounds ?? 10;
const python = values["skip-peers"] ? undefined : await installPeers();
const backend = await openBackend();
const folder = await Deno.makeTempDir({ prefix: "segbook-bench-" });
const results: BenchResult[] = [];
try {
  for (const bench of await benchCases(folder)) {
    const result = await measure(bench, python, rounds);
    results.push(result);
    const ratio = result.peer === undefined
      ? ""
      : `, ${bench.peerName} ${result.peer.toFixed(2)} ms, ratio ${
        (result.ours / result.peer).toFixed(2)
      }`;
    console.log(`${bench.name}: ${result.ours.toFixed(2)} ms${ratio}`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

const cpu = cpus()[0]?.model ?? "unknown processor";
const table = benchTable(
  results,
  `Medians of ${rounds} rounds, ours and the peer in turn; ${cpu}, ${cpus().length} cores, TensorFlow ${backend.version} on ${backend.device}, Deno ${Deno.version.deno}; \`deno task bench\`.`,
);
console.log(`\n${table}`);
if (python) {
  const readme = `${projectRoot}/README.md`;
  await writeFileAtomic(
    readme,
    replaceTable(await Deno.readTextFile(readme), table),
  );
  await runDeno(["fmt", "--quiet", "README.md"]);
  console.log("\nREADME.md holds this table now.");
}
Deno.exit(0);
