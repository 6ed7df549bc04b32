import { fileURLToPath } from "node:url";
import { encodeCoco, writeProbabilityMap } from "../../../lib/imaging/mod.ts";
import type { MapSource } from "../../../lib/search/mod.ts";
import { startBenchProcess } from "../bench_process.ts";
import { markdownTable } from "../table_text.ts";
import { drawMap, MAP_KINDS, MAP_SIZE } from "./draw_maps.ts";

const script = fileURLToPath(new URL("./stream_process.ts", import.meta.url));

/** How much is searched. */
export interface StreamSize {
  /** Maps that are searched. */
  readonly many: number;
  /** Maps that the memory is compared with. */
  readonly few: number;
  /** Drawn maps; the files are copies of them, each its own. */
  readonly drawn: number;
  readonly width: number;
  readonly height: number;
}

const WHOLE: StreamSize = { many: 1000, few: 50, drawn: 20, ...MAP_SIZE };

/** Growth of the peak that is still called flat: what the garbage collector leaves for later. */
const FLAT = 1.25;

/** For the table, and for `--only`. */
export const STREAM_NAME =
  "a search over 1,000 maps of 942x1716 from the disk, 19 thresholds x 8 areas";

/** What a search over many maps needed. */
export interface StreamRow {
  readonly seconds: number;
  /** Bytes at most, at few maps and at many; null where the system does not say. */
  readonly few: number | null;
  readonly many: number | null;
}

/**
 * Searches few, then many maps, each time in a process of its own.
 *
 * @param folder Where the maps may lie.
 * @param tell Told how far it is.
 * @param size How much.
 */
export async function measureStream(
  folder: string,
  tell: (line: string) => void,
  size: StreamSize = WHOLE,
): Promise<StreamRow> {
  const list = await writeStoredMaps(folder, size);
  const few = await searchProcess(list, size.few, tell);
  const many = await searchProcess(list, size.many, tell);
  return { seconds: many.seconds, few: few.peak, many: many.peak };
}

/** Writes maps as training stores them, and a list of them with their labels. */
async function writeStoredMaps(
  folder: string,
  size: StreamSize,
): Promise<string> {
  const drawn = [];
  for (let i = 0; i < size.drawn; i++) {
    const { map, truth } = drawMap(MAP_KINDS[i % MAP_KINDS.length]!, i, size);
    const path = `${folder}/stored_${i}.png`;
    await writeProbabilityMap(path, map);
    drawn.push({ path, truth: encodeCoco(truth) });
  }
  const images: MapSource[] = [];
  for (let i = 0; i < size.many; i++) {
    const { path, truth } = drawn[i % drawn.length]!;
    const map = `${folder}/map_${i}.png`;
    await Deno.copyFile(path, map);
    images.push({ id: `${i}`, fold: i % 5, map, truth });
  }
  const list = `${folder}/maps.json`;
  await Deno.writeTextFile(list, JSON.stringify(images));
  return list;
}

async function searchProcess(
  list: string,
  maps: number,
  tell: (line: string) => void,
): Promise<{ seconds: number; peak: number | null }> {
  const search = await startBenchProcess({
    name: "the search",
    command: Deno.execPath(),
    args: ["run", "-A", "--quiet", script, list, `${maps}`],
    onLine: tell,
  });
  try {
    const { milliseconds } = await search.run();
    const { peak } = await search.memory();
    return { seconds: milliseconds / 1000, peak };
  } finally {
    await search.stop();
  }
}

/**
 * Writes the result as a table of one line.
 *
 * @example
 * ```ts
 * import { streamTable } from "./stream_search.ts";
 *
 * const table = streamTable({ seconds: 125, few: 300 * 2 ** 20, many: 310 * 2 ** 20 });
 * if (!table.includes("| 2 min 5 s | 300 MB | 310 MB | yes |")) throw new Error(table);
 * ```
 */
export function streamTable({ seconds, few, many }: StreamRow): string {
  const size = (bytes: number | null) =>
    bytes === null ? "unknown" : `${Math.round(bytes / 2 ** 20)} MB`;
  const flat = few === null || many === null
    ? "-"
    : many <= FLAT * few
    ? "yes"
    : "**no**";
  const whole = Math.round(seconds);
  return markdownTable(
    [
      "one thread",
      ">time",
      `>peak memory, ${WHOLE.few} maps`,
      `>${WHOLE.many.toLocaleString("en")} maps`,
      "bounded",
    ],
    [[
      STREAM_NAME,
      `${Math.floor(whole / 60)} min ${whole % 60} s`,
      size(few),
      size(many),
      flat,
    ]],
  );
}
