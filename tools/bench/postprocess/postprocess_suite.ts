import {
  disturbedNote,
  type SuiteOptions,
  type SuiteResult,
} from "../suite.ts";
import { MAP_KINDS, MAP_SIZE } from "./draw_maps.ts";
import { writeMaps } from "./map_files.ts";
import { measureCase } from "./measure_case.ts";
import { postprocessCases } from "./postprocess_cases.ts";
import { type PostprocessRow, postprocessTable } from "./postprocess_table.ts";
import {
  measureStream,
  STREAM_NAME,
  type StreamRow,
  streamTable,
} from "./stream_search.ts";

/** Maps of each kind that a turn goes through. */
const MAPS = 3;

/** Post-processing, threshold search and run lengths, beside the usual Python libraries. */
export async function postprocessSuite(
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { rounds, python, only = "", tell } = options;
  const folder = await Deno.makeTempDir({ prefix: "segbook-bench-" });
  const given = { folder, kinds: MAP_KINDS, maps: MAPS, ...MAP_SIZE };
  const rows: PostprocessRow[] = [];
  const versions = new Set<string>();
  let disturbed = 0;
  let stream: StreamRow | undefined;
  try {
    const cases = postprocessCases.filter(({ name }) => name.includes(only));
    if (cases.length > 0) await writeMaps(folder, MAPS);
    for (const bench of cases) {
      const measured = await measureCase(bench, { given, rounds, python });
      measured.rows.forEach((row) => tell(rowLine(row)));
      rows.push(...measured.rows);
      measured.versions.forEach((version) => versions.add(version));
      disturbed += measured.disturbed;
    }
    if (STREAM_NAME.includes(only)) stream = await measureStream(folder, tell);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const tables = [
    ...(rows.length > 0 ? [postprocessTable(rows, MAP_KINDS)] : []),
    ...(stream ? [streamTable(stream)] : []),
  ];
  return {
    table: tables.join("\n\n"),
    notes: [...versions, ...disturbedNote(disturbed)],
  };
}

function rowLine({ name, library, target, times }: PostprocessRow): string {
  const cells = times.map(({ kind, ours, peer }) =>
    peer === undefined
      ? `${kind} ${ours.toFixed(2)} ms`
      : `${kind} ${(ours / peer).toFixed(3)} (${ours.toFixed(2)} / ${
        peer.toFixed(2)
      } ms)`
  );
  return `${name}, ${library} (${target.toFixed(2)}): ${cells.join(", ")}`;
}
