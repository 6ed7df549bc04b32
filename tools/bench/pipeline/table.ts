import { markdownTable, threeDigits } from "../table_text.ts";
import type { PipelineResult } from "./measure.ts";

/**
 * Writes the pipeline's results as a Markdown table.
 *
 * @param results Medians in milliseconds.
 *
 * @example
 * ```ts
 * import { pipelineTable } from "./table.ts";
 *
 * const result = { name: "decode", peerName: "Pillow", ours: 5, peer: 10, disturbed: 0 };
 * if (!pipelineTable([result]).includes("| decode | 5.00 | Pillow | 10.0 | 0.50 |")) throw new Error();
 * ```
 */
export function pipelineTable(results: readonly PipelineResult[]): string {
  return markdownTable(
    ["work", ">ours, ms", "peer", ">peer, ms", ">ratio"],
    results.map(({ name, peerName, ours, peer }) => [
      name,
      threeDigits(ours),
      peerName,
      peer === undefined ? "-" : threeDigits(peer),
      peer === undefined ? "-" : (ours / peer).toFixed(2),
    ]),
  );
}
