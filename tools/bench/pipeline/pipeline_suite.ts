import { openBackend } from "../../../lib/tensor/mod.ts";
import {
  disturbedNote,
  type SuiteOptions,
  type SuiteResult,
} from "../suite.ts";
import { pipelineCases } from "./cases.ts";
import { measureCase, type PipelineResult } from "./measure.ts";
import { pipelineTable } from "./table.ts";

/** The work of the default pipeline, part by part. */
export async function pipelineSuite(
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { rounds, python, only = "", tell } = options;
  const backend = await openBackend();
  const folder = await Deno.makeTempDir({ prefix: "segbook-bench-" });
  const results: PipelineResult[] = [];
  try {
    for (const bench of await pipelineCases(folder)) {
      if (!bench.name.includes(only)) continue;
      const result = await measureCase(bench, python, rounds);
      const { ours, peer } = result;
      const ratio = peer === undefined
        ? ""
        : `, ${bench.peerName} ${peer.toFixed(2)} ms, ratio ${
          (ours / peer).toFixed(2)
        }`;
      tell(`${bench.name}: ${ours.toFixed(2)} ms${ratio}`);
      results.push(result);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const disturbed = results.reduce((sum, result) => sum + result.disturbed, 0);
  return {
    table: pipelineTable(results),
    notes: [
      `TensorFlow ${backend.version} on ${backend.device}`,
      `Deno ${Deno.version.deno}`,
      ...disturbedNote(disturbed),
    ],
  };
}
